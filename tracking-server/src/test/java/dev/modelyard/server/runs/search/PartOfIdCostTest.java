package dev.modelyard.server.runs.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that lack a part of an id are known by an index, of which a block holds many, not read. */
class PartOfIdCostTest {
  private static final int RUNS = 10_000;
  private static final int EXPERIMENTS = 50;

  private static Database database;

  @BeforeAll
  static void fill() {
    DatabaseAddress address = TestDatabases.create();
    new TestSql(address)
        .execute(
            "ALTER TABLE run SET (autovacuum_enabled = false)",
            """
            INSERT INTO experiment
              (experiment_id, name, artifact_location, creation_time, last_update_time)
            SELECT i, 'e' || i, '', 0, 0 FROM generate_series(1, %d) i
            """
                .formatted(EXPERIMENTS - 1),
            """
            INSERT INTO run
              (run_id, experiment_id, name, user_id, status, start_time, generation, artifact_uri)
            SELECT md5(i::text)::uuid, i %% %d, 'run ' || i, 'u', 'FINISHED', i, 0, ''
            FROM generate_series(1, %d) i
            """
                .formatted(EXPERIMENTS, RUNS),
            "VACUUM ANALYZE");
    database = Database.open(address, 1, false, new Measures().database());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void isLookedForWithoutReadingTheRuns() {
    // The id of run 4711.
    RunSearch search = search("start_time > 0 AND attributes.run_id LIKE '%880aa0b4%'");
    Cost cost =
        Cost.inTheLongRun(
            database,
            () ->
                assertThat(database.statement(handle -> RunSearches.find(handle, search)).runs())
                    .hasSize(1));
    assertThat(cost.blocks()).isLessThan(RUNS / 10);
  }

  private static RunSearch search(String filter) {
    return RunSearch.of(
        Grammars.RUN_TABLE,
        IntStream.range(0, EXPERIMENTS).mapToObj(Integer::toString).toList(),
        filter,
        List.of(),
        RunWords.NONE,
        ViewType.ACTIVE_ONLY,
        List.of("start_time DESC"),
        5,
        null);
  }
}
