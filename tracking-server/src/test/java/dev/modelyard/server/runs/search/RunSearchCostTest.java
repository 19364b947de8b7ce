package dev.modelyard.server.runs.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.experiments.ViewType;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.search.Filter;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.QueryFingerprint;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a page of 100 runs costs does not grow with the number of runs: counted in blocks of tables
 * and indexes that the database touches and in rows and entries that it reads from them, all
 * statements of a search together. Each search runs some times before it is counted, so that it is
 * counted as the database plans it in the long run. The smaller table is not so small that reading
 * all of it were the best plan, and each broad condition fits more runs than may drive.
 */
class RunSearchCostTest {
  private static final int PAGE = 100;
  private static final int MORE_ROWS = PAGE;
  // Indexes become a level deeper, and runs side by side in an order lie further apart.
  private static final int MORE_BLOCKS = 10 * PAGE;

  private static Table few;
  private static Table many;

  @BeforeAll
  static void fill() {
    few = new Table(5_000);
    many = new Table(20_000);
  }

  @AfterAll
  static void close() {
    few.database.close();
    many.database.close();
  }

  /** A search by its filter and its order. */
  private record Search(String filter, List<String> orderBy) {
    static Search of(String filter, String... orderBy) {
      return new Search(filter, List.of(orderBy));
    }

    RunSearch page(int size, @Nullable PageToken after) {
      return new RunSearch(
          List.of(0L),
          Filter.parse(Grammars.RUN_TABLE, filter),
          RunWords.NONE,
          ViewType.ACTIVE_ONLY,
          RunOrder.of(OrderBy.parse(Grammars.RUNS, orderBy)),
          size,
          QueryFingerprint.of("cost"),
          after);
    }

    PageToken token(@Nullable String text) {
      return PageToken.decode(
          String.valueOf(text),
          QueryFingerprint.of("cost"),
          RunOrder.of(OrderBy.parse(Grammars.RUNS, orderBy)).slots());
    }
  }

  private static void assertHardlyMore(Cost cost, Cost than) {
    assertThat(cost.blocks()).as("blocks").isLessThanOrEqualTo(than.blocks() * 3 / 2 + MORE_BLOCKS);
    assertThat(cost.rows()).as("rows").isLessThanOrEqualTo(than.rows() * 3 / 2 + MORE_ROWS);
  }

  /** A database with so many runs, all ended and settled, and one connection to it. */
  private static final class Table {
    final int runs;
    final Database database;
    private final RunSearches searches;

    Table(int runs) {
      this.runs = runs;
      DatabaseAddress address = TestDatabases.create();
      fill(new TestSql(address), runs);
      database = Database.open(address, 1, false, new Measures().database());
      searches = new RunSearches(database, new Inputs(database, InstantSource.system(), run -> {}));
    }

    RunSearches.Page search(Search search, int size, @Nullable PageToken after) {
      return searches.search(search.page(size, after));
    }

    /** Behind the first so many runs. */
    PageToken behind(Search search, int depth) {
      return search.token(search(search, depth, null).nextPageToken());
    }

    Cost cost(Search search, @Nullable PageToken after) {
      return Cost.inTheLongRun(
          database, () -> assertThat(search(search, PAGE, after).hits()).isNotEmpty());
    }

    private static void fill(TestSql sql, int runs) {
      // Nobody else may touch the tables while blocks are counted.
      for (String table : List.of("experiment", "run", "latest_metric", "param", "tag")) {
        sql.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
      }
      // Ids ascend with time as the server's do. 7919 is a prime: each rank comes once.
      sql.execute(
          """
          INSERT INTO run
            (run_id, experiment_id, name, user_id, status, start_time, end_time, generation,
             artifact_uri)
          SELECT (lpad(to_hex(t.time), 12, '0') || '7' || left(md5(i::text), 3)
              || '8' || right(md5(i::text), 15))::uuid,
            0, 'run ' || i, 'u', 'FINISHED', t.time, t.time + 1000, 0,
            'mlflow-artifacts:/0/' || md5(i::text) || '/artifacts'
          FROM generate_series(1, %1$d) i, LATERAL (SELECT 1700000000000 + i * 1000::bigint) t (time)
          """
              .formatted(runs),
          """
          CREATE TABLE numbered AS
          SELECT run_id, start_time, i, i * 7919 %% %1$d AS rank
          FROM (SELECT *, row_number() OVER (ORDER BY start_time) AS i FROM run) r
          """
              .formatted(runs),
          """
          INSERT INTO latest_metric
            (run_id, key, experiment_id, start_time, step, ts, value, is_nan)
          SELECT n.run_id, m.key, 0, n.start_time, 10, n.start_time, m.value, m.is_nan
          FROM numbered n, LATERAL (VALUES
            ('rank', n.rank::float8, false),
            ('score', n.rank / %1$d.0, false),
            ('loss', (n.rank * 31 %% %1$d) / %1$d.0, false),
            ('epochs', (n.rank %% 3)::float8, false),
            ('broken', CASE WHEN n.rank %% 10 = 0 THEN n.rank ELSE 0 END, n.rank %% 10 <> 0),
            ('m5', n.i / 3.0, false), ('m6', n.i / 5.0, false), ('m7', n.i / 7.0, false),
            ('m8', n.i / 9.0, false), ('m9', n.i / 11.0, false)
          ) m (key, value, is_nan)
          """
              .formatted(runs),
          """
          INSERT INTO latest_metric
            (run_id, key, experiment_id, start_time, step, ts, value, is_nan)
          SELECT n.run_id, 'seldom', 0, n.start_time, 10, n.start_time, n.rank, false
          FROM numbered n WHERE n.rank < 50
          """,
          """
          INSERT INTO param (run_id, key, value, experiment_id, start_time)
          SELECT n.run_id, 'p' || k, CASE k WHEN 9 THEN n.rank::text ELSE 'v' || n.rank % (k + 2) END,
            0, n.start_time
          FROM numbered n, generate_series(0, 9) k
          """,
          """
          INSERT INTO tag (run_id, key, value, experiment_id, start_time)
          SELECT n.run_id, t.key, t.value, 0, n.start_time
          FROM numbered n, LATERAL (VALUES
            ('mlflow.runName', 'run ' || n.i), ('mlflow.user', 'u'), ('team', 'team ' || n.i % 2),
            ('kept', CASE WHEN n.rank < 20 THEN 'yes' ELSE 'no' END)
          ) t (key, value)
          """,
          "DROP TABLE numbered",
          "ANALYZE");
    }
  }

  static Stream<Search> searches() {
    return Stream.of(
        Search.of(""),
        Search.of("", "start_time ASC"),
        Search.of("", "metrics.score"),
        Search.of("", "metrics.score DESC"),
        Search.of("", "metrics.seldom DESC"),
        Search.of("", "metrics.nobody"),
        Search.of("", "metrics.broken"),
        Search.of("", "metrics.epochs"),
        Search.of("", "params.p0"),
        Search.of("", "params.p9"),
        Search.of("", "params.p9 DESC"),
        Search.of("tags.kept = 'yes'"),
        Search.of("metrics.rank < 20"),
        Search.of("metrics.rank < 20 AND params.p0 != 'v1'", "metrics.loss DESC"));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void fourTimesAsManyRunsCostNoMore(Search search) {
    assertHardlyMore(many.cost(search, null), few.cost(search, null));
  }

  static Stream<Search> broadSearches() {
    String broad = "metrics.score > 0.5 AND params.p0 = 'v1'";
    return Stream.of(
        Search.of(broad),
        Search.of(broad, "metrics.score"),
        Search.of(broad, "metrics.score DESC"),
        Search.of(broad, "metrics.loss"),
        Search.of(broad, "metrics.loss DESC"),
        Search.of(broad, "params.p9"),
        Search.of("numbers.p9 >= 1000 AND params.p0 = 'v1'", "metrics.loss DESC"),
        Search.of("params.p0 = 'v1' AND tags.team = 'team 1'", "metrics.loss DESC", "start_time"));
  }

  @ParameterizedTest
  @MethodSource("broadSearches")
  void fourTimesAsManyRunsThatFitCostNoMore(Search search) {
    assertHardlyMore(many.cost(search, null), few.cost(search, null));
  }

  static Stream<Search> deepSearches() {
    String broad = "metrics.score > 0.2 AND params.p0 = 'v1'";
    return Stream.of(
        Search.of(""),
        Search.of("", "start_time ASC"),
        Search.of("", "metrics.score"),
        Search.of("", "metrics.score DESC"),
        Search.of("", "params.p9"),
        Search.of("", "params.p9 DESC"),
        Search.of(broad),
        Search.of(broad, "metrics.score DESC"),
        Search.of(broad, "metrics.loss"));
  }

  @ParameterizedTest
  @MethodSource("deepSearches")
  void aDeepPageCostsNoMoreThanTheFirst(Search search) {
    Cost first = many.cost(search, null);
    Cost deep = many.cost(search, many.behind(search, many.runs / 3));
    assertHardlyMore(deep, first);
  }

  static Stream<Search> searchesAmongTies() {
    return Stream.of(
        Search.of("", "metrics.epochs"),
        Search.of("", "metrics.broken"),
        Search.of("", "metrics.nobody"),
        Search.of("", "metrics.seldom"),
        Search.of("", "params.p0"),
        Search.of("", "tags.nobody"));
  }

  @ParameterizedTest
  @MethodSource("searchesAmongTies")
  void aDeepPageAmongRunsOfOneValueCostsNoMoreThanTheFirst(Search search) {
    Cost first = many.cost(search, null);
    Cost deep = many.cost(search, many.behind(search, many.runs / 3));
    assertHardlyMore(deep, first);
  }
}
