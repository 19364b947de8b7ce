package dev.modelyard.server.runs.search;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.ForgedTokens;
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
class RunSearchHostileTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 64 * 1024;

  private static SearchClient client;
  private static ObjectNode everything;

  @BeforeAll
  static void logSomeRuns() {
    client = new SearchClient(server);
    String experiment = server.client().experiment("hostile");
    everything = SearchClient.over(experiment);
    for (int i = 0; i < 3; i++) {
      String run = client.createRun(experiment, "run " + i, i);
      client.logMetric(run, "m", i);
      client.logParam(run, "p", "v" + i);
      client.setTag(run, "t", "v" + i);
    }
  }

  private static void refused(Client.Reply reply) {
    assertInvalid(reply);
    assertThat(reply.body()).hasSizeLessThan(2_000).doesNotContainIgnoringCase("select");
  }

  private static List<String> found(String filter) {
    return client.search(SearchClient.filtered(everything, filter)).names();
  }

  @Test
  void aFilterOf64KibibytesIsAnswered() {
    String filter = "params.p != '%s'";
    String longest = filter.formatted("x".repeat(MAX_BYTES - filter.length() + 2));

    assertThat(longest).hasSize(MAX_BYTES);
    assertThat(found(longest)).containsExactly("run 2", "run 1", "run 0");
    assertThat(found(longest.replace("!=", "= "))).isEmpty();
    refused(client.reply(SearchClient.filtered(everything, longest + " ")));
    refused(client.reply(SearchClient.filtered(everything, longest.repeat(20))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "_", "%_", "x%", "\\\\", "\\%", "é", "😀", "%a%b", "v_", "\"", "`", ";--"})
  void patternsOf64KibibytesAreAnswered(String piece) {
    String pattern = piece.repeat((MAX_BYTES - 40) / piece.getBytes(StandardCharsets.UTF_8).length);
    for (String field : List.of("params.p", "tags.t", "run_name", "run_id", "status")) {
      for (String operator : List.of("LIKE", "ILIKE", "=")) {
        found(field + " " + operator + " '" + pattern + "'");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.m%d >= %d",
        "metrics.m != %2$d",
        "params.p%d != 'v%d'",
        "params.p LIKE 'v%%%2$d'",
        "tags.t%d IS NULL",
        "tags.t != 'x%2$d'",
        "run_name ILIKE '%%%2$d'",
        "run_id NOT IN ('%d', '00000000000000000000000000000000')",
        "run_id IN ('%d', '00000000000000000000000000000000')",
        "start_time >= %2$d",
        "end_time != %2$d.5",
        "status != 'X%d'",
        "dataset.name != 'd%d'",
        "dataset.digest NOT IN ('d%d', 'e')"
      })
  void aHundredComparisonsAreAnswered(String comparison) {
    String filter =
        String.join(
            " AND ", IntStream.range(0, 100).mapToObj(i -> comparison.formatted(i, i)).toList());

    found(filter);
    refused(client.reply(SearchClient.filtered(everything, filter + " AND status = 'RUNNING'")));
  }

  @Test
  void aHundredComparisonsOfAllKindsFindTheRunThatMeetsThem() {
    String five =
        "metrics.m >= 1 AND params.p != 'x' AND tags.t LIKE 'v%' AND start_time < 2"
            + " AND run_name ILIKE 'RUN%'";
    String filter = String.join(" AND ", Collections.nCopies(20, five));

    assertThat(found(filter)).containsExactly("run 1");
    for (String order : List.of("metrics.m DESC", "params.p", "tags.nobody", "end_time")) {
      ObjectNode request = SearchClient.ordered(everything, List.of(order));
      assertThat(client.search(SearchClient.filtered(request, filter)).names())
          .containsExactly("run 1");
    }
  }

  @Test
  void aListOf2000TextsIsAnsweredAndNotOneMore() {
    String list = "run_id IN (" + "'a',".repeat(1_999) + "'b')";

    assertThat(found(list)).isEmpty();
    assertThat(found(list.replace("IN (", "NOT IN ("))).hasSize(3);
    refused(client.reply(SearchClient.filtered(everything, list.replace("'b'", "'a','b'"))));
  }

  @Test
  void asManyRunIdsAsFitAreAnswered() {
    String id = client.search(everything).ids().get(0);
    String unknown = ("'" + "0".repeat(31) + "1',").repeat(1_800);

    assertThat(found("run_id IN (" + unknown + "'" + id + "')")).containsExactly("run 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.m%d", "params.p%d DESC", "tags.t%d ASC"})
  void twentyOrderKeysAreAnsweredAndNotOneMore(String key) {
    List<String> keys = IntStream.range(0, 20).mapToObj(key::formatted).toList();
    ObjectNode request = SearchClient.ordered(everything, keys);

    assertThat(client.pages(request, 1)).isEqualTo(client.search(everything).ids());
    List<String> more = Stream.concat(keys.stream(), Stream.of("start_time")).toList();
    refused(client.reply(SearchClient.ordered(everything, more)));
  }

  @Test
  void ordersByTextsTooLongForATokenAreRefusedOnlyWhenThereIsANextPage() {
    String experiment = server.client().experiment("long texts");
    List<String> keys = IntStream.range(0, 15).mapToObj(i -> "p" + i).toList();
    for (String name : List.of("a", "b")) {
      String run = client.createRun(experiment, name, 0);
      keys.forEach(key -> client.logParam(run, key, "😀".repeat(300)));
    }
    ObjectNode request =
        SearchClient.ordered(
            SearchClient.over(experiment), keys.stream().map(key -> "params." + key).toList());

    assertThat(client.search(request).runs()).hasSize(2);
    refused(client.reply(request.put("max_results", 1)));
  }

  static Stream<String> wrongTypes() {
    return Stream.of(
        "'experiment_ids': '0'",
        "'experiment_ids': 0",
        "'experiment_ids': {'0': 0}",
        "'experiment_ids': [0]",
        "'experiment_ids': [['0']]",
        "'experiment_ids': [null]",
        "'experiment_ids': ['']",
        "'experiment_ids': [' 0']",
        "'experiment_ids': ['0x0']",
        "'experiment_ids': ['1.0']",
        "'experiment_ids': ['\\u0660']",
        "'experiment_ids': ['\\u0000']",
        "'filter': 5",
        "'filter': ['status = \\'X\\'']",
        "'filter': {}",
        "'filter': true",
        "'filter': '\\u0000'",
        "'filter': 'params.p = \\'\\u0000\\''",
        "'filter': 'params.p\\u0000 = \\'x\\''",
        "'filter': 'params.p = \\'\\ud800\\''",
        "'filter': ' '",
        "'filter': 'metrics.m > 1e400'",
        "'filter': 'start_time > 99999999999999999999'",
        "'filter': 'end_time = 1e30'",
        "'order_by': 'start_time'",
        "'order_by': {}",
        "'order_by': [5]",
        "'order_by': [null]",
        "'order_by': ['']",
        "'order_by': ['params.\\u0000']",
        "'order_by': ['start_time', 'created']",
        "'order_by': ['metrics.m', 'metrics.`m` DESC']",
        "'max_results': 'x'",
        "'max_results': [1]",
        "'max_results': 1.5",
        "'max_results': 99999999999999999999",
        "'max_results': true",
        "'run_view_type': 'active_only'",
        "'run_view_type': 0",
        "'run_view_type': 4",
        "'run_view_type': []",
        "'page_token': 5",
        "'page_token': {}",
        "'page_token': '\\u0000'",
        "'page_token': ' '",
        "'filter': '', 'filter': ''");
  }

  @ParameterizedTest
  @MethodSource("wrongTypes")
  void whatIsNoSearchIsRefused(String fields) {
    String body = "{" + fields.replace("\\'", "\0").replace('\'', '"').replace('\0', '\'') + "}";
    refused(server.client().post("runs/search", body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start_time",
        "end_time",
        "metrics.m",
        "metrics.m DESC",
        "params.p",
        "tags.t DESC",
        "run_id"
      })
  void tokensWithAnyBytesAndARightChecksumAreNoFailure(String order) {
    ObjectNode request =
        SearchClient.ordered(everything, List.of(order, "metrics.none", "user_id"))
            .put("max_results", 1);
    byte[] token = Base64.getUrlDecoder().decode(client.search(request).token());
    Random random = new Random(order.hashCode());
    int answered = 0;
    for (int i = 0; i < 150; i++) {
      Client.Reply reply =
          client.reply(request.put("page_token", ForgedTokens.changed(token, random)));
      if (reply.status() == 200) {
        answered++;
      } else {
        refused(reply);
      }
    }
    assertThat(answered).as("tokens that were understood").isPositive();
  }

  @Test
  void bodiesThatAreNoObjectsAreRefused() {
    for (String body : List.of("[]", "5", "\"x\"", "null", "{", "{\"filter\":}", "{} {}")) {
      assertThat(server.client().post("runs/search", body).status()).as(body).isEqualTo(400);
    }
    assertThat(server.client().post("runs/search", JSON.createObjectNode().toString()).body())
        .isEqualTo("{}");
  }

  @Test
  void anExperimentIdBeyond64BitsIsOneMoreUnknownExperiment() {
    assertThat(client.search(SearchClient.over("99999999999999999999")).runs()).isEmpty();
  }
}
