package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelyard.server.registry.events.Action;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registry as its events alone tell it, applied one by one. What an event says was before must
 * be what is here.
 */
final class Replay {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String TAGS = "tags";
  private static final String ALIASES = "aliases";
  private static final String VERSIONS = "versions";
  private static final String STAGE = "stage";
  private static final String DESCRIPTION = "description";

  private final ObjectNode models = Json.object();
  private final Map<String, Integer> lastVersions = new HashMap<>();

  /** All models by their numbers, with what belongs to them. */
  JsonNode state() {
    return read(models.toString());
  }

  private static final String STORED =
      """
      SELECT coalesce(jsonb_object_agg(m.model_id, jsonb_build_object(
        'name', m.name,
        'mode', CASE WHEN m.guarded THEN 'guarded' ELSE 'open' END,
        'protected_aliases', array_to_string(m.protected_aliases, ' '),
        'description', m.description,
        'tags', (SELECT coalesce(jsonb_object_agg(t.key, t.value), '{}')
          FROM registered_model_tag t WHERE t.model_id = m.model_id),
        'aliases', (SELECT coalesce(jsonb_object_agg(a.alias, a.version::text), '{}')
          FROM model_alias a WHERE a.model_id = m.model_id),
        'versions', (SELECT coalesce(jsonb_object_agg(v.version, jsonb_build_object(
            'stage', v.stage,
            'source', v.source,
            'description', v.description,
            'tags', (SELECT coalesce(jsonb_object_agg(t.key, t.value), '{}')
              FROM model_version_tag t
              WHERE t.model_id = v.model_id AND t.version = v.version)
          )), '{}') FROM model_version v WHERE v.model_id = m.model_id)
      )), '{}')::text FROM registered_model m
      """;

  /** What the database has, in the words of {@link #state}. */
  static JsonNode stored(TestSql sql) {
    return read(sql.text(STORED));
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The versions of a model that are in Production now. */
  List<String> production(String modelId) {
    return models.path(modelId).path(VERSIONS).properties().stream()
        .filter(version -> version.getValue().path(STAGE).asText().equals("Production"))
        .map(Map.Entry::getKey)
        .toList();
  }

  void apply(JsonNode event) {
    switch (Action.valueOf(event.path("action").asText())) {
      case MODEL_CREATED -> create(event);
      case MODEL_DESCRIBED -> set(model(event), DESCRIPTION, event);
      case MODEL_RENAMED -> rename(event);
      case MODEL_SETTINGS_CHANGED -> set(model(event), event.path("key").asText(), event);
      case MODEL_DELETED -> models.remove(id(model(event), event));
      case MODEL_TAG_SET, MODEL_TAG_DELETED ->
          set(model(event).withObject(TAGS), event.path("key").asText(), event);
      case VERSION_CREATED -> createVersion(event);
      case VERSION_DESCRIBED -> describe(version(event), event);
      case VERSION_DELETED -> deleteVersion(event);
      case VERSION_TAG_SET, VERSION_TAG_DELETED ->
          set(version(event).withObject(TAGS), event.path("key").asText(), event);
      case STAGE_CHANGED -> move(event);
      case ALIAS_SET -> setAlias(event);
      case ALIAS_DELETED ->
          set(model(event).withObject(ALIASES), event.path("key").asText(), event);
    }
  }

  private void create(JsonNode event) {
    assertNameIsFree(event.path("model").asText());
    String id = event.path("model_id").asText();
    assertThat(models.has(id)).as("a new number for %s", event).isFalse();
    models.set(
        id,
        Json.object(
            "name",
            event.path("model"),
            "mode",
            event.path("after"),
            "protected_aliases",
            "champion",
            DESCRIPTION,
            "",
            TAGS,
            Json.object(),
            ALIASES,
            Json.object(),
            VERSIONS,
            Json.object()));
  }

  private void rename(JsonNode event) {
    assertNameIsFree(event.path("after").asText());
    set(model(event), "name", event);
  }

  private void createVersion(JsonNode event) {
    ObjectNode model = model(event);
    int version = event.path("version").asInt();
    int before = lastVersions.getOrDefault(id(model, event), 0);
    assertThat(version).as("the next number: %s", event).isEqualTo(before + 1);
    lastVersions.put(id(model, event), version);
    model
        .withObject(VERSIONS)
        .set(
            Integer.toString(version),
            Json.object(
                STAGE,
                "None",
                "source",
                event.path("after"),
                DESCRIPTION,
                "",
                TAGS,
                Json.object()));
  }

  private void describe(ObjectNode version, JsonNode event) {
    assertThat(text(event.path("before"))).isEqualTo(text(version.path(DESCRIPTION)));
    version.put(DESCRIPTION, text(event.path("after")));
  }

  private void deleteVersion(JsonNode event) {
    assertThat(event.path("before")).isEqualTo(version(event).path(STAGE));
    String number = event.path("version").asText();
    assertThat(model(event).path(ALIASES)).noneMatch(alias -> alias.asText().equals(number));
    model(event).withObject(VERSIONS).remove(number);
  }

  private void move(JsonNode event) {
    set(version(event), STAGE, event);
    if (model(event).path("mode").asText().equals("guarded")) {
      assertThat(production(event.path("model_id").asText()).size()).isLessThanOrEqualTo(1);
    }
  }

  private void setAlias(JsonNode event) {
    assertThat(event.path("after").asText()).isEqualTo(event.path("version").asText());
    assertThat(version(event)).isNotNull();
    set(model(event).withObject(ALIASES), event.path("key").asText(), event);
  }

  /** Puts what is after in place of what was before; nothing after takes the field away. */
  private static void set(ObjectNode object, String field, JsonNode event) {
    assertThat(text(event.path("before"))).as("%s", event).isEqualTo(text(object.path(field)));
    assertThat(event.path("before")).as("%s", event).isNotEqualTo(event.path("after"));
    if (event.has("after")) {
      object.set(field, event.path("after"));
    } else {
      object.remove(field);
    }
  }

  private static @Nullable String text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : node.asText();
  }

  private ObjectNode model(JsonNode event) {
    JsonNode model = models.path(event.path("model_id").asText());
    assertThat(model.path("name")).as("the model of %s", event).isEqualTo(event.path("model"));
    return (ObjectNode) model;
  }

  private static String id(ObjectNode model, JsonNode event) {
    assertThat(model).isNotNull();
    return event.path("model_id").asText();
  }

  private ObjectNode version(JsonNode event) {
    JsonNode version = model(event).path(VERSIONS).path(event.path("version").asText());
    assertThat(version.isObject()).as("the version of %s", event).isTrue();
    return (ObjectNode) version;
  }

  private void assertNameIsFree(String name) {
    assertThat(models).noneMatch(model -> model.path("name").asText().equals(name));
  }
}
