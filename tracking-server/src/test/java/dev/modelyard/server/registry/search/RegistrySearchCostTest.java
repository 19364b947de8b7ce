package dev.modelyard.server.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import dev.modelyard.server.wire.JsonFields;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What searches of the registry cost that clients send all the time, counted in blocks of tables
 * and indexes that the database touches and in rows and entries that it reads from them, all
 * statements of a search together. They read what they answer with and hardly more, however many
 * models and versions there are. Each search runs some times before it is counted, so that it is
 * counted as the database plans it in the long run.
 */
class RegistrySearchCostTest {
  /** Rows and entries for a model: its own, found and told; 2 tags, 2 versions with 2 tags each. */
  private static final int ROWS_OF_A_MODEL = 20;

  /** Rows and entries for a version: its own and its model's, found and told; 2 tags. */
  private static final int ROWS_OF_A_VERSION = 10;

  /** That version 3 of model 77 came from. */
  private static final String RUN = "5008939ddef2d9186a43e62fe4c1776a";

  private static final int BLOCKS_OF_A_ROW = 3;
  private static final int FEW_ROWS = 40;

  private static Table few;
  private static Table many;

  @BeforeAll
  static void fill() {
    few = new Table(1_000);
    many = new Table(10_000);
  }

  @AfterAll
  static void close() {
    few.database.close();
    many.database.close();
  }

  /** A search by its call, filter, order and size, and what it finds. */
  private record Search(
      boolean ofModels, String filter, @Nullable String orderBy, int size, int found) {
    static Search models(String filter) {
      return new Search(true, filter, null, 100, 100);
    }

    static Search versions(String filter) {
      return new Search(false, filter, null, 25, 25);
    }

    Search by(String key) {
      return new Search(ofModels, filter, key, size, found);
    }

    Search of(int newSize) {
      return new Search(ofModels, filter, orderBy, newSize, newSize);
    }

    Search finding(int number) {
      return new Search(ofModels, filter, orderBy, size, number);
    }

    long rows() {
      return (long) found * (ofModels ? ROWS_OF_A_MODEL : ROWS_OF_A_VERSION) + FEW_ROWS;
    }

    RegistrySearch request(int newSize, @Nullable String token) {
      String body =
          Json.text(
              "filter", filter,
              "order_by", orderBy == null ? List.of() : List.of(orderBy),
              "max_results", newSize,
              "page_token", token);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return ofModels
          ? JsonFields.read(bytes, RegistrySearch::ofModels)
          : JsonFields.read(bytes, RegistrySearch::ofVersions);
    }
  }

  /**
   * So many models with 5 versions each and, the first of them, with as many versions as all others
   * together; and one connection to them.
   */
  private static final class Table {
    final Database database;
    private final RegistrySearches searches;

    Table(int models) {
      DatabaseAddress address = TestDatabases.create();
      fill(new TestSql(address), models);
      database = Database.open(address, 1, false, new Measures().database());
      searches = new RegistrySearches(database);
    }

    private static void fill(TestSql sql, int models) {
      // Nobody else may touch the tables while blocks are counted.
      for (String table :
          List.of(
              "registered_model", "registered_model_tag", "model_version", "model_version_tag")) {
        sql.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
      }
      // 7919 is a prime: each time comes once.
      sql.execute(
          """
          INSERT INTO registered_model
            (model_id, name, description, guarded, protected_aliases, creation_time,
             last_update_time)
          SELECT i, 'model ' || i, '', false, '{}', i, i * 7919 %% %1$d
          FROM generate_series(1, %1$d) i
          """
              .formatted(models),
          """
          INSERT INTO model_version
            (model_id, version, stage, guarded, source, storage_location, run_id, run_link,
             logged_model_id, creation_time, last_update_time)
          SELECT m, v, CASE v WHEN 3 THEN 'Production' ELSE 'None' END, false,
            's3://bucket/' || m || '/' || v, '', md5(m || ' ' || v), '', '',
            m * 5 + v, (m * 5 + v) * 7919 %% (5 * %1$d)
          FROM generate_series(1, %1$d) m,
            generate_series(1, CASE m WHEN 1 THEN 5 * %1$d ELSE 5 END) v
          """
              .formatted(models),
          """
          INSERT INTO registered_model_tag (model_id, key, value)
          SELECT model_id, k, CASE k WHEN 'team' THEN 'team ' || model_id % 2 ELSE name END
          FROM registered_model, unnest(ARRAY['team', 'own']) k
          """,
          """
          INSERT INTO model_version_tag (model_id, version, key, value)
          SELECT model_id, version, k,
            CASE k WHEN 'team' THEN 'team ' || version % 2 ELSE model_id || ' ' || version END
          FROM model_version, unnest(ARRAY['team', 'own']) k
          """,
          "VACUUM ANALYZE");
    }

    private JsonNode search(Search search, int size, @Nullable String token) {
      RegistrySearch request = search.request(size, token);
      StringWriter text = new StringWriter();
      try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
        (search.ofModels() ? searches.models(request) : searches.versions(request)).writeTo(out);
        out.flush();
        return new ObjectMapper().readTree(text.toString());
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }

    /** Behind the first so many. */
    String behind(Search search, int depth) {
      return search(search, depth, null).path("next_page_token").asText();
    }

    Cost cost(Search search, @Nullable String token) {
      return Cost.inTheLongRun(
          database,
          () -> {
            JsonNode page = search(search, search.size(), token);
            assertThat(page.path("registered_models").size() + page.path("model_versions").size())
                .isEqualTo(search.found());
          });
    }
  }

  static Stream<Search> searches() {
    String ofModelOne = "name = 'model 1'";
    return Stream.of(
        Search.models(""),
        Search.models("").by("name"),
        Search.models("").by("name DESC"),
        Search.models("").by("last_updated_timestamp DESC"),
        Search.models("").by("timestamp"),
        Search.models("name LIKE 'model%'"),
        Search.models("name = 'model 77'").finding(1),
        Search.models("name IN ('model 77', 'nobody')").finding(1),
        Search.models("tags.own = 'model 77'").finding(1),
        Search.models("tags.own = 'nobody'").finding(0),
        Search.models("tags.`mlflow.prompt.is_prompt` = 'true'").finding(0),
        Search.versions(""),
        Search.versions(ofModelOne),
        Search.versions(ofModelOne).by("creation_timestamp DESC"), // as the page asks
        Search.versions(ofModelOne).by("version_number DESC"),
        Search.versions(ofModelOne).by("last_updated_timestamp"),
        Search.versions(ofModelOne).by("creation_timestamp"),
        Search.versions(ofModelOne).by("name"),
        Search.versions("name = 'model 77'").finding(5).by("creation_timestamp DESC"),
        Search.versions("name = 'model 77'").of(200_000).finding(5),
        Search.versions("name = 'nobody'").finding(0),
        Search.versions("name = 'model 77' AND version_number = 3").finding(1),
        Search.versions("run_id = '" + RUN + "'").of(200_000).finding(1),
        Search.versions("run_id = '" + RUN + "'").finding(1),
        Search.versions("run_id IN ('" + RUN + "', 'nobody')").finding(1),
        Search.versions("run_id = 'nobody'").of(200_000).finding(0),
        Search.versions("source_path = 's3://bucket/77/3'").finding(1),
        Search.versions("source_path = 'nobody'").finding(0),
        Search.versions("tags.own = '77 3'").finding(1),
        Search.versions("tags.own = '77 3' AND tags.team = 'team 1'").finding(1),
        Search.versions("tags.own = 'nobody'").finding(0));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void readWhatTheyAnswerWith(Search search) {
    for (Table table : List.of(few, many)) {
      Cost cost = table.cost(search, null);
      assertThat(cost.rows()).as("rows").isLessThanOrEqualTo(search.rows());
      assertThat(cost.blocks()).as("blocks").isLessThanOrEqualTo(BLOCKS_OF_A_ROW * search.rows());
    }
  }

  static Stream<Search> deepSearches() {
    return Stream.of(
        Search.models("").by("name"),
        Search.models("").by("last_updated_timestamp DESC"),
        Search.versions("name = 'model 1'").by("creation_timestamp DESC"),
        Search.versions("name = 'model 1'").by("last_updated_timestamp"),
        Search.versions("name = 'model 1'"),
        Search.versions(""));
  }

  @ParameterizedTest
  @MethodSource("deepSearches")
  void readNoMoreHoweverDeepThePageLies(Search search) {
    Cost first = many.cost(search, null);
    Cost deep = many.cost(search, many.behind(search, 900));
    assertThat(deep.rows()).as("rows").isLessThanOrEqualTo(first.rows() + FEW_ROWS);
    assertThat(deep.blocks()).as("blocks").isLessThanOrEqualTo(first.blocks() * 3 / 2 + FEW_ROWS);
  }
}
