package dev.modelyard.server.experiments;

import static dev.modelyard.server.testing.Json.text;
import static dev.modelyard.server.testing.Json.texts;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.Rows;
import dev.modelyard.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over 25 experiments, five of them deleted, with times of which many are equal. */
class ExperimentSearchTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private record Known(long id, String name, long created, long updated, boolean deleted) {
    String wireId() {
      return Long.toString(id);
    }
  }

  private static final Comparator<Known> BY_ID = Comparator.comparingLong(Known::id);
  private static final List<Known> KNOWN = new ArrayList<>();

  private static Client client;

  @BeforeAll
  static void fill() {
    client = server.client();
    Rows.change(server.database(), "DELETE FROM experiment");
    for (int i = 0; i < 25; i++) {
      String name = (i % 2 == 0 ? "even " : "Odd ") + (i * 7 % 25);
      long id = Long.parseLong(client.experiment(name));
      Known known = new Known(id, name, 1_000 + i / 4, 2_000 + i * 7 % 5, i % 5 == 3);
      Rows.change(
          server.database(),
          "UPDATE experiment SET creation_time = ?, last_update_time = ?, deleted = ?"
              + " WHERE experiment_id = ?",
          known.created(),
          known.updated(),
          known.deleted(),
          id);
      KNOWN.add(known);
    }
  }

  private static List<String> ids(Comparator<Known> order) {
    return KNOWN.stream().sorted(order).map(Known::wireId).toList();
  }

  private static Reply search(@Nullable Object... namesAndValues) {
    return client.post("experiments/search", text(namesAndValues));
  }

  private static List<String> found(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return texts(reply.json().path("experiments"), "experiment_id");
  }

  private static String token(Reply reply) {
    return reply.json().path("next_page_token").asText();
  }

  /** All ids, page after page. */
  private static List<String> paged(int size, List<String> orderBy) {
    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      Reply page =
          search("max_results", size, "view_type", "ALL", "order_by", orderBy, "page_token", token);
      List<String> found = found(page);
      token = token(page);
      assertThat(found).hasSizeBetween(1, size);
      if (!token.isEmpty()) {
        assertThat(found).hasSize(size);
      }
      ids.addAll(found);
    } while (!token.isEmpty() && ids.size() < 1_000);
    return ids;
  }

  private record Order(List<String> orderBy, Comparator<Known> expected) {}

  static Stream<Order> orders() {
    Comparator<Known> byName = Comparator.comparing(Known::name);
    Comparator<Known> byCreation = Comparator.comparingLong(Known::created);
    Comparator<Known> byUpdate = Comparator.comparingLong(Known::updated);
    Comparator<Known> lastId = BY_ID.reversed();
    return Stream.of(
        new Order(List.of(), byCreation.reversed().thenComparing(BY_ID)),
        new Order(List.of("name"), byName),
        new Order(List.of("name ASC"), byName),
        new Order(List.of("attribute.name DESC"), byName.reversed()),
        new Order(List.of("experiment_id"), BY_ID),
        new Order(List.of("experiment_id desc"), BY_ID.reversed()),
        new Order(List.of("creation_time"), byCreation.thenComparing(lastId)),
        new Order(List.of("creation_time DESC"), byCreation.reversed().thenComparing(lastId)),
        new Order(List.of("last_update_time"), byUpdate.thenComparing(lastId)),
        new Order(List.of("last_update_time DESC"), byUpdate.reversed().thenComparing(lastId)),
        new Order(
            List.of("last_update_time DESC", "creation_time"),
            byUpdate.reversed().thenComparing(byCreation).thenComparing(lastId)),
        new Order(List.of("creation_time", "experiment_id"), byCreation.thenComparing(BY_ID)),
        new Order(
            List.of("creation_time DESC", "name ASC", "experiment_id"),
            byCreation.reversed().thenComparing(byName)));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void ordersByEachKeyInBothDirections(Order order) {
    assertThat(found(search("max_results", 100, "view_type", "ALL", "order_by", order.orderBy())))
        .isEqualTo(ids(order.expected()));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void pagesThroughEveryOrderWithoutGapOrRepeat(Order order) {
    assertThat(paged(7, order.orderBy())).isEqualTo(ids(order.expected()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 24, 25, 26})
  void pagesWithEverySize(int size) {
    assertThat(paged(size, List.of("last_update_time")))
        .isEqualTo(paged(7, List.of("last_update_time")));
  }

  @Test
  void givesNoTokenOnTheLastPage() {
    assertThat(search("max_results", 25, "view_type", "ALL").json().has("next_page_token"))
        .isFalse();
    assertThat(search("max_results", 24, "view_type", "ALL").json().has("next_page_token"))
        .isTrue();
  }

  @Test
  void leavesOutAnEmptyList() {
    assertThat(search("max_results", 5, "filter", "name = 'no such name'").body()).isEqualTo("{}");
  }

  @Test
  void showsOnlyActiveOnesUnlessAsked() {
    List<String> active =
        KNOWN.stream().filter(k -> !k.deleted()).sorted(BY_ID).map(Known::wireId).toList();
    List<String> order = List.of("experiment_id");
    assertThat(found(search("max_results", 100, "order_by", order))).isEqualTo(active);
    assertThat(found(search("max_results", 100, "order_by", order, "view_type", "ACTIVE_ONLY")))
        .isEqualTo(active);
    assertThat(found(search("max_results", 100, "order_by", order, "view_type", 1)))
        .isEqualTo(active);
    assertThat(found(search("max_results", 100, "order_by", order, "view_type", null)))
        .isEqualTo(active);
  }

  @Test
  void showsOnlyDeletedOnesOnDemand() {
    List<String> deleted =
        KNOWN.stream().filter(Known::deleted).sorted(BY_ID).map(Known::wireId).toList();
    List<String> order = List.of("experiment_id");
    assertThat(found(search("max_results", 100, "order_by", order, "view_type", "DELETED_ONLY")))
        .isEqualTo(deleted);
    assertThat(found(search("max_results", 100, "order_by", order, "view_type", 2)))
        .isEqualTo(deleted);
  }

  @Test
  void showsAllOnDemand() {
    assertThat(found(search("max_results", 100, "view_type", 3))).hasSize(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "\"all\"", "0", "4", "true", "[]"})
  void refusesUnknownViewTypes(String viewType) {
    assertInvalid(
        client.post("experiments/search", "{\"max_results\": 5, \"view_type\": " + viewType + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"max_results\": null}",
        "{\"max_results\": 0}",
        "{\"max_results\": -1}",
        "{\"max_results\": 50001}",
        "{\"max_results\": 9223372036854775807}",
        "{\"max_results\": 1.5}",
        "{\"max_results\": \"\"}"
      })
  void demandsAReasonableNumberOfResults(String body) {
    assertInvalid(client.post("experiments/search", body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"3\"", "3.0", "50000"})
  void takesTheNumberOfResultsInEverySpelling(String number) {
    Reply reply = client.post("experiments/search", "{\"max_results\": " + number + "}");
    assertThat(found(reply)).isNotEmpty();
  }

  @Test
  void answersGetAndPostAlike() {
    Reply post =
        search(
            "max_results",
            4,
            "filter",
            "name LIKE 'Odd%'",
            "order_by",
            List.of("last_update_time DESC", "name"),
            "view_type",
            "ALL");
    Reply get =
        client.get(
            "experiments/search",
            "max_results",
            "4",
            "filter",
            "name LIKE 'Odd%'",
            "order_by",
            "last_update_time DESC",
            "order_by",
            "name",
            "view_type",
            "ALL");
    assertThat(found(post)).hasSize(4);
    assertThat(get.json()).isEqualTo(post.json());
  }

  @Test
  void demandsANumberOfResultsByGetToo() {
    assertInvalid(client.get("experiments/search"));
    assertInvalid(client.get("experiments/search", "max_results", "0"));
  }

  @Test
  void carriesTheFilterThroughThePages() {
    String filter = "name LIKE 'even%'";
    Reply first = search("max_results", 3, "view_type", "ALL", "filter", filter);
    Reply second =
        search(
            "max_results", 100, "view_type", "ALL", "filter", filter, "page_token", token(first));
    List<String> both = new ArrayList<>(found(first));
    both.addAll(found(second));
    assertThat(both)
        .hasSize(13)
        .isEqualTo(found(search("max_results", 100, "view_type", "ALL", "filter", filter)));
  }

  @Test
  void takesAnEmptyTokenAsNone() {
    assertThat(search("max_results", 5, "page_token", "").json())
        .isEqualTo(search("max_results", 5).json());
    assertThat(search("max_results", 5, "page_token", null).json())
        .isEqualTo(search("max_results", 5).json());
  }

  @Test
  void goesOnInAnotherSize() {
    String token = token(search("max_results", 5, "view_type", "ALL"));
    assertThat(found(search("max_results", 9, "view_type", "ALL", "page_token", token)))
        .isEqualTo(found(search("max_results", 14, "view_type", "ALL")).subList(5, 14));
  }

  @Test
  void goesOnBehindARowThatIsGone() {
    List<String> all = found(search("max_results", 100, "order_by", List.of("name")));
    String token = token(search("max_results", 3, "order_by", List.of("name")));
    try {
      assertThat(client.post("experiments/delete", text("experiment_id", all.get(2))).status())
          .isEqualTo(200);
      assertThat(
              found(search("max_results", 100, "order_by", List.of("name"), "page_token", token)))
          .isEqualTo(all.subList(3, all.size()));
    } finally {
      Known gone =
          KNOWN.stream().filter(k -> k.wireId().equals(all.get(2))).findFirst().orElseThrow();
      Rows.change(
          server.database(),
          "UPDATE experiment SET deleted = false, last_update_time = ? WHERE experiment_id = ?",
          gone.updated(),
          gone.id());
    }
  }

  @Test
  void refusesTokensOfOtherSearches() {
    String token =
        token(search("max_results", 5, "order_by", List.of("name"), "filter", "name LIKE '%e%'"));
    assertThat(token).isNotEmpty();
    assertInvalid(search("max_results", 5, "page_token", token));
    assertInvalid(search("max_results", 5, "order_by", List.of("name"), "page_token", token));
    assertInvalid(
        search(
            "max_results",
            5,
            "order_by",
            List.of("name DESC"),
            "filter",
            "name LIKE '%e%'",
            "page_token",
            token));
    assertInvalid(
        search(
            "max_results",
            5,
            "view_type",
            "ALL",
            "order_by",
            List.of("name"),
            "filter",
            "name LIKE '%e%'",
            "page_token",
            token));
  }

  static Stream<String> forgedTokens() {
    String real = token(search("max_results", 5));
    byte[] bytes = Base64.getUrlDecoder().decode(real);
    byte[] changed = bytes.clone();
    changed[changed.length / 2] ^= 1;
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return Stream.of(
        "x",
        " ",
        "!!!!",
        "é",
        "'; DROP TABLE experiment; --",
        Base64.getEncoder().encodeToString("{\"offset\": 5}".getBytes(UTF_8)),
        Base64.getEncoder().encodeToString("{\"offset\": -1}".getBytes(UTF_8)),
        real + "A",
        real + "=",
        " " + real,
        real.substring(1),
        real.substring(0, real.length() - 2),
        real.toLowerCase(Locale.ROOT),
        encoder.encodeToString(changed),
        encoder.encodeToString(new byte[bytes.length]),
        "A".repeat(4_096),
        "A".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("forgedTokens")
  void refusesForgedTokens(String token) {
    assertInvalid(search("max_results", 5, "page_token", token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"\"]", "[\"name up\"]", "[\"bogus\"]", "[\"name, name\"]", "[\"name\", \"name DESC\"]",
        "[\"name; DROP TABLE run\"]", "\"name\"", "[1]", "[null]", "[\"tags.a\"]"
      })
  void refusesOrdersThatItDoesNotKnow(String orderBy) {
    assertInvalid(
        client.post("experiments/search", "{\"max_results\": 5, \"order_by\": " + orderBy + "}"));
  }

  @Test
  void takesFiltersLiterally() {
    assertThat(found(search("max_results", 5, "filter", "name = 'even%'"))).isEmpty();
    assertThat(found(search("max_results", 5, "filter", "name = 'even_0'"))).isEmpty();
  }
}
