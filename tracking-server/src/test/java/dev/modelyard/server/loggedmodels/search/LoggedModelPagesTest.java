package dev.modelyard.server.loggedmodels.search;

import static dev.modelyard.server.loggedmodels.search.ModelSearches.over;
import static dev.modelyard.server.testing.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of searches of logged models: put together they are the whole, in order. */
class LoggedModelPagesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int MANY = 60;

  private static final Comparator<Made> ALL_ALIKE = Comparator.comparing(made -> "");

  private static ModelSearches models;
  private static ObjectNode everywhere;
  private static final List<Made> MADE = new ArrayList<>();

  /** What a test knows of a model: metrics are null where there is none. */
  private record Made(
      String id,
      String experiment,
      String name,
      String type,
      long created,
      @Nullable Double metric,
      @Nullable Double rare) {}

  @BeforeAll
  static void makeModelsThatAreOftenAlike() {
    Client client = server.client();
    models = new ModelSearches(server);
    List<String> experiments = List.of(client.experiment("one"), client.experiment("two"));
    everywhere = object("experiment_ids", experiments);
    String run = client.run("0");
    Random random = new Random(11);
    for (int i = 0; i < MANY; i++) {
      String experiment = experiments.get(random.nextInt(2));
      String name = "n" + random.nextInt(4);
      String type = random.nextInt(3) == 0 ? "" : "t" + random.nextInt(2);
      String id = models.create(experiment, name, "model_type", type);
      long created = random.nextInt(8);
      models.createdAt(id, created);
      Double metric =
          switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Double.NaN;
            default -> random.nextInt(5) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(3) - 1.0;
          };
      Double rare = random.nextInt(10) == 0 ? random.nextInt(2) / 2.0 : null;
      log(run, id, "metric", metric);
      log(run, id, "rare", rare);
      MADE.add(new Made(id, experiment, name, type, created, metric, rare));
    }
  }

  private static void log(String run, String model, String key, @Nullable Double value) {
    if (value != null) {
      models.log(
          run, model, key, value.isNaN() || value.isInfinite() ? value.toString() : value, 1);
    }
  }

  /** An order as the wire carries it and as Java does it. */
  private record Order(List<ObjectNode> keys, Comparator<Made> comparator) {
    Order then(Order other) {
      List<ObjectNode> both = new ArrayList<>(keys);
      both.addAll(other.keys);
      return new Order(both, comparator.thenComparing(other.comparator));
    }

    @Override
    public String toString() {
      return keys.toString();
    }
  }

  private static Order by(String field, boolean ascending, Comparator<Made> comparator) {
    return new Order(
        List.of(object("field_name", field, "ascending", ascending)),
        ascending ? comparator : comparator.reversed());
  }

  private static Order byMetric(
      String key, boolean ascending, Function<Made, @Nullable Double> metric) {
    Comparator<Made> byValue =
        Comparator.comparingDouble(
            made -> {
              Double value = metric.apply(made);
              return value == null || value.isNaN() ? 0 : value;
            });
    Comparator<Made> numbersFirst =
        Comparator.comparingInt(
            made -> {
              Double value = metric.apply(made);
              return value == null ? 2 : value.isNaN() ? 1 : 0;
            });
    return new Order(
        List.of(object("field_name", "metrics." + key, "ascending", ascending)),
        numbersFirst.thenComparing(ascending ? byValue : byValue.reversed()));
  }

  static Stream<Order> orders() {
    Order none = new Order(List.of(), ALL_ALIKE);
    List<Order> orders = new ArrayList<>();
    orders.add(none);
    for (boolean ascending : List.of(true, false)) {
      Order name = by("name", ascending, Comparator.comparing(Made::name));
      Order type = by("model_type", ascending, Comparator.comparing(Made::type));
      Order metric = byMetric("metric", ascending, Made::metric);
      orders.add(name);
      orders.add(type.then(name));
      orders.add(metric);
      orders.add(byMetric("rare", !ascending, Made::rare).then(metric).then(name));
      orders.add(by("creation_timestamp", ascending, Comparator.comparingLong(Made::created)));
      orders.add(by("last_updated_timestamp", ascending, Comparator.comparingLong(Made::created)));
      orders.add(by("model_id", ascending, Comparator.comparing(Made::id)));
      orders.add(by("lifecycle_stage", ascending, ALL_ALIKE));
      orders.add(
          by(
              "experiment_id",
              ascending,
              Comparator.comparingLong(made -> Long.parseLong(made.experiment()))));
      orders.add(by("status", ascending, ALL_ALIKE).then(name).then(name));
    }
    return orders.stream();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void followEachOtherInOrder(Order order) {
    Comparator<Made> comparator = order.comparator();
    if (!order.toString().contains("creation_timestamp")) {
      comparator = comparator.thenComparing(Comparator.comparingLong(Made::created).reversed());
    }
    comparator = comparator.thenComparing(Made::id);
    List<String> expected = MADE.stream().sorted(comparator).map(Made::id).toList();
    ObjectNode request = everywhere.deepCopy().set("order_by", object("k", order.keys()).path("k"));
    assertThat(models.pages(request, 7)).containsExactlyElementsOf(expected);
    assertThat(models.pages(request, MANY)).containsExactlyElementsOf(expected);
  }

  @Test
  void areOfThoseThatMeetTheFilter() {
    ObjectNode request = everywhere.deepCopy().put("filter", "metrics.metric >= 0");
    assertThat(models.pages(request, 3))
        .containsExactlyInAnyOrderElementsOf(
            MADE.stream()
                .filter(made -> made.metric() != null && made.metric() >= 0)
                .map(Made::id)
                .toList());
  }

  @Test
  void haveFiftyModelsUnlessToldAHundredAtZeroAndNeverMoreThanAThousand() {
    String experiment = server.client().experiment("sizes");
    new TestSql(server.database())
        .execute(
            """
            INSERT INTO logged_model
              (model_id, experiment_id, name, model_type, source_run_id, status, creation_time,
               last_update_time, artifact_uri)
            SELECT gen_random_uuid(), %s, 'n', '', '', 1, i, i, 'mlflow-artifacts:/x'
            FROM generate_series(1, 1001) i
            """
                .formatted(experiment));
    for (Map.Entry<Integer, Integer> size :
        Map.of(1, 1, 0, 100, 1_000, 1_000, 1_001, 1_000, 100_000, 1_000).entrySet()) {
      JsonNode page = models.page(over(experiment, "max_results", size.getKey()));
      assertThat(page.path("models")).hasSize(size.getValue());
      assertThat(page.has("next_page_token")).isTrue();
    }
    assertThat(models.page(over(experiment)).path("models")).hasSize(50);
    assertThat(models.pages(over(experiment), 1_000)).hasSize(1_001);
  }

  private static ObjectNode secondPage(ObjectNode request) {
    ObjectNode first = request.deepCopy().put("max_results", 5);
    return first.put("page_token", models.page(first).path("next_page_token").asText());
  }

  @Test
  void belongToTheirQuery() {
    ObjectNode next =
        secondPage(
            everywhere
                .deepCopy()
                .put("filter", "name != 'x'")
                .set("datasets", object("d", List.of()).path("d")));
    assertThat(models.names(next.deepCopy().put("max_results", 3))).hasSize(3);
    models.assertInvalid(next.deepCopy().put("filter", "name != 'y'"));
    models.assertInvalid(next.deepCopy().setAll(over("0")));
    models.assertInvalid(
        next.deepCopy().setAll(object("order_by", List.of(object("field_name", "name")))));
    models.assertInvalid(
        next.deepCopy().setAll(object("datasets", List.of(object("dataset_name", "d")))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "bad", "AAAA", "eyJvZmZzZXQiOiAxMDAwfQ==", "\uD83D\uDE00"})
  void beginAtNothingButTheirTokens(String token) {
    models.assertInvalid(everywhere.deepCopy().put("page_token", token));
  }

  @Test
  void beginAnewWithAnEmptyToken() {
    assertThat(models.names(everywhere.deepCopy().put("page_token", "")))
        .isEqualTo(models.names(everywhere));
  }

  @Test
  void doNotShiftWhenModelsComeAndGo() {
    String experiment = server.client().experiment("shifting");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ids.add(0, models.create(experiment, "n" + i));
    }
    ObjectNode first = over(experiment, "max_results", 2);
    ObjectNode next =
        first.deepCopy().put("page_token", models.page(first).path("next_page_token").asText());
    models.create(experiment, "newer");
    models.delete(ids.get(1)); // the last of the first page
    assertThat(models.names(next)).containsExactly("n3", "n2");
  }
}
