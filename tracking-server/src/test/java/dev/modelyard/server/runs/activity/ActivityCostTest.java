package dev.modelyard.server.runs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs are counted in indexes, of which a block holds many, and not read. */
class ActivityCostTest {
  private static final int RUNS = 10_000;

  private static Database database;

  @BeforeAll
  static void fill() {
    DatabaseAddress address = TestDatabases.create();
    new TestSql(address)
        .execute(
            "ALTER TABLE run SET (autovacuum_enabled = false)",
            """
            INSERT INTO run
              (run_id, experiment_id, name, user_id, status, start_time, deleted, generation,
               artifact_uri)
            SELECT md5(i::text)::uuid, 0, 'run ' || i, 'u',
              CASE WHEN i %% 1000 = 0 THEN 'RUNNING' ELSE 'FINISHED' END, i, i %% 1000 = 1, 0, ''
            FROM generate_series(1, %d) i
            """
                .formatted(RUNS),
            "VACUUM ANALYZE");
    database = Database.open(address, 1, false, new Measures().database());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void readsNoRunToCountIt() {
    Cost cost =
        Cost.inTheLongRun(
            database,
            () -> {
              Activity activity =
                  database
                      .statement(handle -> ActivityStore.activity(handle, null, 20, RUNS))
                      .get(0);
              assertThat(activity.runs()).isEqualTo(RUNS - 10);
              assertThat(activity.running()).isEqualTo(10);
            });
    assertThat(cost.blocks()).isLessThan(RUNS / 40);
  }
}
