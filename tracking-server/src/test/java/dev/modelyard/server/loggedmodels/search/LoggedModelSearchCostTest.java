package dev.modelyard.server.loggedmodels.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import dev.modelyard.server.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the searches cost that clients send all the time: newest first, of one name, of one run.
 * Counted in blocks of tables and indexes that the database touches, it does not grow with the
 * number of models, and what finds nothing is a probe of an index. Each search runs some times
 * before it is counted, so that it is counted as the database plans it in the long run.
 */
class LoggedModelSearchCostTest {
  private static final int PAGE = 20;
  private static final int MORE_BLOCKS = PAGE; // indexes become a level deeper

  private static Table few;
  private static Table many;

  @BeforeAll
  static void fill() {
    few = new Table(2_000);
    many = new Table(20_000);
  }

  @AfterAll
  static void close() {
    few.database.close();
    many.database.close();
  }

  /** Three experiments with so many models together, and one connection to them. */
  private static final class Table {
    final Database database;

    Table(int models) {
      DatabaseAddress address = TestDatabases.create();
      new TestSql(address)
          .execute(
              "ALTER TABLE logged_model SET (autovacuum_enabled = false)",
              """
              INSERT INTO experiment
                (experiment_id, name, artifact_location, creation_time, last_update_time)
              SELECT i, 'e' || i, 'mlflow-artifacts:/x', 0, 0 FROM generate_series(1, 2) i
              """,
              """
              INSERT INTO logged_model
                (model_id, experiment_id, name, model_type, source_run_id, status, creation_time,
                 last_update_time, artifact_uri)
              SELECT md5(i::text)::uuid, i %% 3,
                CASE WHEN i %% 2 = 0 THEN 'model' ELSE 'model ' || i END, '', md5((i / 30)::text), 1,
                i / 2, i, 'mlflow-artifacts:/x'
              FROM generate_series(1, %d) i
              """
                  .formatted(models),
              "VACUUM ANALYZE logged_model");
      database = Database.open(address, 1, false, new Measures().database());
    }

    private LoggedModelSearch request(Search search, int size, @Nullable String token) {
      List<?> orderBy =
          search.orderBy() == null
              ? List.of()
              : List.of(Json.object("field_name", search.orderBy()));
      String body =
          Json.text(
              "experiment_ids", search.experiments(),
              "filter", search.filter(),
              "order_by", orderBy,
              "max_results", size,
              "page_token", token);
      return JsonFields.read(body.getBytes(StandardCharsets.UTF_8), LoggedModelSearch::read);
    }

    private List<LoggedModelSearchStore.Hit> search(LoggedModelSearch request) {
      return database.statement(handle -> LoggedModelSearchStore.search(handle, request));
    }

    /** Behind the first so many models. */
    String behind(Search search, int depth) {
      LoggedModelSearch request = request(search, depth, null);
      return search(request).get(depth - 1).place().encode(request.fingerprint());
    }

    long blocks(Search search, @Nullable String token) {
      LoggedModelSearch request = request(search, PAGE, token);
      return Cost.inTheLongRun(
              database,
              () -> assertThat(search(request).isEmpty()).isEqualTo(search.findsNothing()))
          .blocks();
    }
  }

  private record Search(
      List<String> experiments, String filter, @Nullable String orderBy, boolean findsNothing) {
    static Search of(String filter) {
      return new Search(List.of("0"), filter, null, false);
    }

    Search in(String... more) {
      return new Search(List.of(more), filter, orderBy, findsNothing);
    }

    Search by(String field) {
      return new Search(experiments, filter, field, findsNothing);
    }

    Search findingNothing() {
      return new Search(experiments, filter, orderBy, true);
    }
  }

  static Stream<Search> searches() {
    return Stream.of(
        Search.of(""),
        Search.of("").in("0", "1", "2"),
        Search.of("").by("name"),
        Search.of("name = 'model'"),
        Search.of("name = 'model'").in("0", "1", "2"),
        Search.of("name = 'model 33'"),
        Search.of("name = 'nobody'").findingNothing(),
        Search.of("name IN ('model 33', 'nobody')"),
        Search.of("source_run_id = 'd3d9446802a44259755d38e6d163e820'"), // of 10
        Search.of("source_run_id = 'nobody'").findingNothing(),
        Search.of("model_id = 'm-34173cb38f07f89ddbebc2ac9128303f'"), // of 30
        Search.of("model_id = 'x'").findingNothing());
  }

  @ParameterizedTest
  @MethodSource("searches")
  void costTheSameHoweverManyModelsThereAre(Search search) {
    long blocks = few.blocks(search, null);
    assertThat(blocks).isLessThanOrEqualTo(search.findsNothing() ? 4 : 6L * PAGE);
    assertThat(many.blocks(search, null)).isLessThanOrEqualTo(blocks + MORE_BLOCKS);
  }

  static Stream<Search> deepSearches() {
    return Stream.of(Search.of(""), Search.of("name = 'model'"));
  }

  @ParameterizedTest
  @MethodSource("deepSearches")
  void costTheSameHoweverDeepThePageLies(Search search) {
    assertThat(many.blocks(search, many.behind(search, 1_000)))
        .isLessThanOrEqualTo(many.blocks(search, null) + MORE_BLOCKS);
  }
}
