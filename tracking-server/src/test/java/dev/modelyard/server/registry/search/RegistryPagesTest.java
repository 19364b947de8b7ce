package dev.modelyard.server.registry.search;

import static dev.modelyard.server.registry.search.SearchCalls.MODELS;
import static dev.modelyard.server.registry.search.SearchCalls.VERSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Replies;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of searches of the registry: put together they are the whole, in order. */
class RegistryPagesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /** In the order of code points; in UTF-16 the last one would come before the one above it. */
  private static final List<String> NAMES =
      List.of("A", "B", "a", "a b", "b", "n'1", "zz", "é", "漢".repeat(256), "\uffee", "😀");

  /** Finds what all orders are tried on, whatever else the tests make. */
  private static final String OURS = "tags.ours LIKE 'yes'";

  private static SearchCalls registry;
  private static TestSql sql;
  private static final List<MadeModel> MADE_MODELS = new ArrayList<>();
  private static final List<MadeVersion> MADE_VERSIONS = new ArrayList<>();

  private record MadeModel(int place, long updated) {
    String name() {
      return NAMES.get(place);
    }
  }

  private record MadeVersion(int place, int number, long created, long updated) {
    String text() {
      return NAMES.get(place) + " " + number;
    }
  }

  @BeforeAll
  static void makeModelsAndVersionsThatAreOftenAlike() {
    registry = new SearchCalls(server);
    sql = new TestSql(server.database());
    Random random = new Random(5);
    for (int place = 0; place < NAMES.size(); place++) {
      String name = NAMES.get(place);
      registry.model(name, "ours", "yes");
      int versions = random.nextInt(8);
      for (int i = 0; i < versions; i++) {
        int number = registry.version(name, "tags", SearchCalls.tags("ours", "yes"));
        MadeVersion version = new MadeVersion(place, number, random.nextInt(4), random.nextInt(4));
        MADE_VERSIONS.add(version);
        registry.versionAt(name.replace("'", "''"), number, version.created, version.updated);
      }
      MadeModel model = new MadeModel(place, random.nextInt(4));
      MADE_MODELS.add(model);
      registry.modelUpdatedAt(name.replace("'", "''"), model.updated);
    }
  }

  /** What single tests make begins with an x. */
  @AfterEach
  void takeAwayWhatTheTestMade() {
    sql.execute("DELETE FROM registered_model WHERE name LIKE 'x%'");
  }

  /** An order as the wire carries it and as Java does it. */
  private record Order<T>(List<String> keys, Comparator<T> comparator) {
    Order<T> then(Order<T> other) {
      List<String> both = new ArrayList<>(keys);
      both.addAll(other.keys);
      return new Order<>(both, comparator.thenComparing(other.comparator));
    }

    String[] parameters(String... more) {
      List<String> parameters = new ArrayList<>(List.of(more));
      keys.forEach(key -> parameters.addAll(List.of("order_by", key)));
      return parameters.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return keys.toString();
    }
  }

  private static <T> List<Order<T>> both(String key, Comparator<T> comparator) {
    return List.of(
        new Order<>(List.of(key), comparator),
        new Order<>(List.of(key + " DESC"), comparator.reversed()));
  }

  static Stream<Order<MadeModel>> modelOrders() {
    Comparator<MadeModel> byName = Comparator.comparingInt(MadeModel::place);
    List<Order<MadeModel>> names = both("name", byName);
    List<Order<MadeModel>> times = both("timestamp", Comparator.comparingLong(MadeModel::updated));
    List<Order<MadeModel>> others =
        both("last_updated_timestamp", Comparator.comparingLong(MadeModel::updated));
    return Stream.of(
            Stream.of(new Order<MadeModel>(List.of(), byName)),
            names.stream(),
            times.stream(),
            others.stream(),
            times.stream().flatMap(time -> names.stream().map(time::then)),
            names.stream().flatMap(name -> others.stream().map(name::then)))
        .flatMap(orders -> orders)
        .map(order -> new Order<>(order.keys, order.comparator.thenComparing(byName)));
  }

  @ParameterizedTest
  @MethodSource("modelOrders")
  void ofModelsFollowEachOtherInOrder(Order<MadeModel> order) {
    List<String> expected =
        MADE_MODELS.stream().sorted(order.comparator).map(MadeModel::name).toList();
    for (int size : List.of(1, 3, 1_000)) {
      assertThat(registry.pages(MODELS, size, order.parameters("filter", OURS)))
          .isEqualTo(expected);
    }
  }

  static Stream<Order<MadeVersion>> versionOrders() {
    Comparator<MadeVersion> byName = Comparator.comparingInt(MadeVersion::place);
    Comparator<MadeVersion> byNumber = Comparator.comparingInt(MadeVersion::number);
    Comparator<MadeVersion> byUpdate = Comparator.comparingLong(MadeVersion::updated);
    List<Order<MadeVersion>> names = both("name", byName);
    List<Order<MadeVersion>> numbers = both("version_number", byNumber);
    List<Order<MadeVersion>> created =
        both("creation_timestamp", Comparator.comparingLong(MadeVersion::created));
    List<Order<MadeVersion>> updated = both("attribute.last_updated_timestamp", byUpdate);
    return Stream.of(
            Stream.of(new Order<MadeVersion>(List.of(), byUpdate.reversed())),
            names.stream(),
            numbers.stream(),
            created.stream(),
            updated.stream(),
            created.stream().flatMap(time -> numbers.stream().map(time::then)),
            updated.stream().flatMap(time -> names.stream().map(time::then)),
            names.stream().flatMap(name -> numbers.stream().map(name::then)))
        .flatMap(orders -> orders)
        .map(
            order ->
                new Order<>(
                    order.keys,
                    order.comparator.thenComparing(byName).thenComparing(byNumber.reversed())));
  }

  @ParameterizedTest
  @MethodSource("versionOrders")
  void ofVersionsFollowEachOtherInOrder(Order<MadeVersion> order) {
    List<String> expected =
        MADE_VERSIONS.stream().sorted(order.comparator).map(MadeVersion::text).toList();
    for (int size : List.of(1, 4, 200_000)) {
      assertThat(registry.pages(VERSIONS, size, order.parameters("filter", OURS)))
          .isEqualTo(expected);
    }
  }

  private static long versions(int place) {
    return MADE_VERSIONS.stream().filter(version -> version.place == place).count();
  }

  @ParameterizedTest
  @MethodSource("versionOrders")
  void ofVersionsOfOneModelFollowEachOtherInOrder(Order<MadeVersion> order) {
    int place =
        IntStream.range(0, NAMES.size())
            .boxed()
            .max(Comparator.comparingLong(RegistryPagesTest::versions))
            .orElseThrow();
    List<String> expected =
        MADE_VERSIONS.stream()
            .filter(version -> version.place == place)
            .sorted(order.comparator)
            .map(MadeVersion::text)
            .toList();
    assertThat(expected).hasSizeGreaterThan(3);
    String filter = "name = \"" + NAMES.get(place) + "\"";
    assertThat(registry.pages(VERSIONS, 2, order.parameters("filter", filter))).isEqualTo(expected);
  }

  @Test
  void doNotShiftWhenOthersComeAndGo() {
    List.of("x1", "x2", "x3", "x4", "x5").forEach(registry::model);
    AtomicInteger made = new AtomicInteger();
    Runnable comeAndGo =
        () -> {
          registry.model("x0" + made.incrementAndGet()); // before what was given already
          sql.execute("DELETE FROM registered_model WHERE name = 'x1'");
        };

    assertThat(registry.pages(MODELS, 2, comeAndGo, "filter", "name LIKE 'x%'"))
        .containsExactly("x1", "x2", "x3", "x4", "x5");
  }

  @Test
  void ofVersionsDoNotShiftWhileOthersAreMade() {
    registry.model("x");
    IntStream.range(0, 6).forEach(i -> registry.version("x"));

    assertThat(
            registry.pages(
                VERSIONS,
                2,
                () -> registry.version("x"),
                "filter",
                "name = 'x'",
                "order_by",
                "version_number DESC"))
        .containsExactly("x 6", "x 5", "x 4", "x 3", "x 2", "x 1");
  }

  @Test
  void largerThanAPortionAreWhole() {
    registry.model("x");
    sql.execute(
        """
        INSERT INTO model_version (model_id, version, guarded, source, storage_location, run_id,
          run_link, logged_model_id, creation_time, last_update_time)
        SELECT model_id, i, false, 's3://b/' || i, '', '', '', '', 0, 0
        FROM registered_model, generate_series(1, 2345) i WHERE name = 'x'
        """);
    List<String> all = IntStream.range(0, 2_345).mapToObj(i -> "x " + (2_345 - i)).toList();

    assertThat(registry.versions("filter", "name = 'x'")).isEqualTo(all);
    assertThat(registry.pages(VERSIONS, 1_100, "filter", "name = 'x'")).isEqualTo(all);
    assertThat(registry.pages(VERSIONS, 345, "filter", "name = 'x'")).isEqualTo(all);
  }

  @Test
  void haveAHundredModelsUnlessToldOtherwise() {
    sql.execute(
        """
        INSERT INTO registered_model
          (name, description, guarded, protected_aliases, creation_time, last_update_time)
        SELECT 'x' || i, '', false, '{}', 0, 0 FROM generate_series(1001, 2001) i
        """);
    assertThat(registry.models("filter", "name LIKE 'x%'")).hasSize(100);
    JsonNode page = registry.search(MODELS, "filter", "name LIKE 'x%'", "max_results", "1000");
    assertThat(page.path("registered_models")).hasSize(1_000);
    assertThat(page.has("next_page_token")).isTrue();
    assertThat(registry.pages(MODELS, 1_000, "filter", "name LIKE 'x%'")).hasSize(1_001);
  }

  private static String token(String call, String... parameters) {
    List<String> sent = new ArrayList<>(List.of(parameters));
    sent.addAll(List.of("max_results", "2"));
    return registry.search(call, sent.toArray(String[]::new)).path("next_page_token").asText();
  }

  private static void assertRefused(String call, String token, String... parameters) {
    List<String> sent = new ArrayList<>(List.of(parameters));
    sent.addAll(List.of("page_token", token));
    Replies.assertInvalid(registry.reply(call, sent.toArray(String[]::new)));
  }

  @Test
  void mayBeAskedForAgainAndInAnotherSize() {
    String token = token(MODELS, "filter", OURS);
    assertThat(registry.models("filter", OURS, "page_token", token, "max_results", "1"))
        .containsExactly("a");
    assertThat(registry.models("filter", OURS, "page_token", token, "max_results", "2"))
        .containsExactly("a", "a b");
    assertThat(registry.models("filter", OURS, "page_token", "", "max_results", "1"))
        .containsExactly("A");
  }

  @Test
  void belongToTheirQuery() {
    for (String call : List.of(MODELS, VERSIONS)) {
      String token = token(call, "filter", OURS, "order_by", "name");
      assertRefused(call, token, "order_by", "name");
      assertRefused(call, token, "filter", "name != 'x'", "order_by", "name");
      assertRefused(call, token, "filter", OURS, "order_by", "name DESC");
    }
    assertRefused(VERSIONS, token(VERSIONS, "order_by", "name"));
    assertRefused(VERSIONS, token(MODELS));
    assertRefused(MODELS, token(VERSIONS));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "x", "AAAA", "eyJvZmZzZXQiOiAxMDAwfQ==", "😀", "\0"})
  void beginAtNothingButTheirTokens(String token) {
    assertRefused(MODELS, token);
    assertRefused(VERSIONS, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {MODELS, VERSIONS})
  void neverBeginAtATokenWithABitChanged(String call) {
    byte[] token = Base64.getUrlDecoder().decode(token(call));
    for (int bit = 0; bit < token.length * 8; bit += 3) {
      byte[] forged = token.clone();
      forged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(call, Base64.getUrlEncoder().withoutPadding().encodeToString(forged));
    }
  }
}
