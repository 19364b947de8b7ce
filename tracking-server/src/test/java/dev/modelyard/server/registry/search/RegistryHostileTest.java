package dev.modelyard.server.registry.search;

import static dev.modelyard.server.registry.search.SearchCalls.MODELS;
import static dev.modelyard.server.registry.search.SearchCalls.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.ForgedTokens;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is 200 or a refusal: never a failure of the server's own. */
class RegistryHostileTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int MAX_BYTES = 64 * 1024;

  private static final List<String> FIELDS =
      List.of("name", "tags.t", "tags.`mlflow.prompt.is_prompt`");

  private static SearchCalls registry;
  private static Client client;

  @BeforeAll
  static void registerSomething() {
    registry = new SearchCalls(server);
    client = server.client();
    for (String name : List.of("a", "b")) {
      registry.model(name, "t", "v" + name);
      registry.version(name, "tags", SearchCalls.tags("t", "v" + name), "run_id", "r" + name);
    }
  }

  private static void refused(Reply reply) {
    Replies.assertInvalid(reply);
    assertThat(reply.body()).hasSizeLessThan(2_000).doesNotContainIgnoringCase("select");
  }

  /** The answer to a filter, sent as a body since a query string has less room. */
  private static Reply filtered(String call, String filter) {
    return client.send(
        client.request("/api/2.0/mlflow/" + call, "GET", Json.text("filter", filter)));
  }

  private static int found(String call, String filter) {
    var page = SearchCalls.ok(filtered(call, filter));
    return page.path("registered_models").size() + page.path("model_versions").size();
  }

  private static Stream<String> calls() {
    return Stream.of(MODELS, VERSIONS);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aFilterOf64KibibytesIsAnswered(String call) {
    String filter = "name != '%s'";
    String longest = filter.formatted("x".repeat(MAX_BYTES - filter.length() + 2));

    assertThat(longest).hasSize(MAX_BYTES);
    assertThat(found(call, longest)).isEqualTo(2);
    assertThat(found(call, longest.replace("!=", "= "))).isZero();
    assertThat(found(call, longest.replace("name !=", "tag.t ="))).isZero();
    refused(filtered(call, longest + " "));
    refused(filtered(call, longest.repeat(20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "_", "%_", "x%", "\\\\", "\\%", "é", "😀", "%a%b", "v_", "\"", "`", ";--"})
  void patternsOf60KibibytesAreAnswered(String piece) {
    String pattern = piece.repeat((MAX_BYTES - 60) / piece.getBytes(StandardCharsets.UTF_8).length);
    for (String operator : List.of("LIKE", "ILIKE", "=", "!=")) {
      for (String field : FIELDS) {
        found(MODELS, field + " " + operator + " '" + pattern + "'");
        found(VERSIONS, field + " " + operator + " '" + pattern + "'");
      }
      found(VERSIONS, "run_id " + operator + " '" + pattern + "'");
      found(VERSIONS, "source_path " + operator + " '" + pattern + "'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name != 'x%d'",
        "name = 'x%d'",
        "name NOT IN ('%d', 'x')",
        "tags.t%d != 'x'",
        "tags.t = 'x%d'",
        "tags.t LIKE 'v%%%d'",
        "tags.mlflow.prompt.is_prompt = '%d'",
        "tags.mlflow.prompt.is_prompt != 'false'"
      })
  void aHundredComparisonsAreAnswered(String comparison) {
    for (String call : List.of(MODELS, VERSIONS)) {
      String filter = hundred(comparison);
      found(call, filter);
      refused(filtered(call, filter + " AND name = 'a'"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version_number != %d",
        "version_number <= '%d'",
        "run_id = '%d'",
        "run_id IN ('%d', '')",
        "source_path = 's3://%d'"
      })
  void aHundredComparisonsOfVersionsAreAnswered(String comparison) {
    found(VERSIONS, hundred(comparison));
  }

  private static String hundred(String comparison) {
    return String.join(" AND ", IntStream.range(0, 100).mapToObj(comparison::formatted).toList());
  }

  @Test
  void aHundredComparisonsOfAllKindsFindWhatMeetsThem() {
    String five =
        "name = 'a' AND tags.t = 'va' AND tags.t LIKE 'v%' AND tags.t ILIKE 'VA' AND name != 'b'";
    String filter = String.join(" AND ", Collections.nCopies(20, five));
    assertThat(found(MODELS, filter)).isEqualTo(1);
    assertThat(found(VERSIONS, filter)).isEqualTo(1);
  }

  @Test
  void aListOf2000TextsIsAnsweredAndNotOneMore() {
    String list = "name IN (" + "'x',".repeat(1_999) + "'a')";
    for (String call : List.of(MODELS, VERSIONS)) {
      assertThat(found(call, list)).isEqualTo(1);
      assertThat(found(call, list.replace("IN (", "NOT IN ("))).isEqualTo(1);
      refused(filtered(call, list.replace("'a'", "'x','a'")));
    }
    assertThat(found(VERSIONS, list.replace("name", "run_id").replace("'a'", "'ra'"))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807",
        "-9223372036854775808",
        "2147483648",
        "'-1'",
        "0",
        "'0001'"
      })
  void anyWholeNumberIsAVersion(String number) {
    for (String operator : List.of("=", "!=", ">", ">=", "<", "<=")) {
      found(VERSIONS, "version_number " + operator + " " + number);
    }
  }

  static Stream<List<String>> wrongParameters() {
    return Stream.of(
        List.of("max_results", "x"),
        List.of("max_results", ""),
        List.of("max_results", "0"),
        List.of("max_results", "-1"),
        List.of("max_results", "1.5"),
        List.of("max_results", "200001"),
        List.of("max_results", "99999999999999999999"),
        List.of("filter", " "),
        List.of("filter", "\0"),
        List.of("filter", "name = '\0'"),
        List.of("filter", "version = 1"),
        List.of("filter", "tags.t IS NULL"),
        List.of("filter", "name = 'a' OR name = 'b'"),
        List.of("filter", "name = 'a'; DROP TABLE registered_model"),
        List.of("filter", "name = 'a' -- b"),
        List.of("order_by", ""),
        List.of("order_by", "bogus"),
        List.of("order_by", "tags.t"),
        List.of("order_by", "name sideways"),
        List.of("order_by", "name, timestamp"),
        List.of("order_by", "name", "order_by", "name DESC"),
        List.of("order_by", "m.name"),
        List.of("order_by", "name\0"));
  }

  @ParameterizedTest
  @MethodSource("wrongParameters")
  void whatIsNoSearchIsRefused(List<String> parameters) {
    refused(registry.reply(MODELS, parameters.toArray(String[]::new)));
    refused(registry.reply(VERSIONS, parameters.toArray(String[]::new)));
  }

  @Test
  void moreThanTheLargestPageIsRefused() {
    refused(registry.reply(MODELS, "max_results", "1001"));
    assertThat(registry.models("max_results", "1000")).hasSize(2);
    assertThat(registry.versions("max_results", "200000")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "last_updated_timestamp DESC"})
  void tokensWithAnyBytesAndARightChecksumAreNoFailure(String order) {
    for (String call : List.of(MODELS, VERSIONS)) {
      String given =
          registry
              .search(call, "max_results", "1", "order_by", order)
              .path("next_page_token")
              .asText();
      byte[] token = Base64.getUrlDecoder().decode(given);
      Random random = new Random(order.hashCode());
      int answered = 0;
      for (int i = 0; i < 150; i++) {
        Reply reply =
            registry.reply(
                call, "order_by", order, "page_token", ForgedTokens.changed(token, random));
        if (reply.status() == 200) {
          answered++;
        } else {
          refused(reply);
        }
      }
      assertThat(answered).as("tokens that were understood").isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void theCallsAreReadsOnly(String call) {
    Reply reply = client.post(call, "{}");
    assertThat(reply.status()).isEqualTo(405);
  }
}
