package dev.modelyard.server.runs.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import dev.modelyard.server.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Groups of runs of which PostgreSQL knows nothing yet, since they were just logged, cost some rows
 * and entries of indexes a run, and not all of them for each.
 */
class GroupsCostTest {
  private static final int RUNS = 600;
  private static final int MOST_A_RUN = 25;

  private static Database database;

  @BeforeAll
  static void fill() {
    DatabaseAddress address = TestDatabases.create();
    TestSql sql = new TestSql(address);
    for (String table : List.of("experiment", "run", "latest_metric", "metric_live", "param")) {
      sql.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
    }
    sql.execute(
        """
        INSERT INTO run
          (run_id, experiment_id, name, user_id, status, start_time, end_time, generation,
           artifact_uri)
        SELECT md5(i::text)::uuid, 0, 'run ' || i, 'u' || i %% 3, 'FINISHED', i, i + 1, 0, ''
        FROM generate_series(1, %d) i
        """
            .formatted(RUNS),
        """
        INSERT INTO latest_metric (run_id, key, experiment_id, start_time, step, ts, value, is_nan)
        SELECT run_id, key, 0, start_time, 1, 1, 0.5, false
        FROM run, unnest(ARRAY['acc', 'loss']) key
        """,
        """
        INSERT INTO param (run_id, key, value, experiment_id, start_time)
        SELECT run_id, key, (start_time % 2)::text, 0, start_time
        FROM run, unnest(ARRAY['opt', 'lr']) key
        """);
    database = Database.open(address, 1, false, new Measures().database());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({"'', user", "'', params.opt", "params.opt = '1', user", "metrics.acc > 0.1, status"})
  void costSomeRowsForEachRun(String filter, String by) {
    String wish =
        """
        {"experiment_ids": ["0"], "filter": "%s", "by": "%s", "columns": ["metrics.acc", "params.lr"]}
        """
            .formatted(filter, by);
    GroupRequest request =
        JsonFields.read(wish.getBytes(StandardCharsets.UTF_8), GroupRequest::read);
    Groups groups = new Groups(database);
    Cost cost = Cost.of(database, () -> assertThat(groups.of(request).groups()).isNotEmpty());
    assertThat(cost.rows()).isLessThan(RUNS * MOST_A_RUN);
  }
}
