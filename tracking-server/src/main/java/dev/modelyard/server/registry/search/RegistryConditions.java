package dev.modelyard.server.registry.search;

import dev.modelyard.server.registry.RegisteredModel;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Condition.TextOperator;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import java.util.List;
import java.util.StringJoiner;

/**
 * Conditions of a filter as SQL on registered models {@code m} or on their versions {@code v}. Of a
 * text that is named exactly, an index finds what has it.
 */
final class RegistryConditions extends ConditionSql {
  private static final int INDEXED = 200;

  /** Others are looked at thing by thing: each one found by value makes planning much dearer. */
  private static final int MAX_TAGS_BY_VALUE = 2;

  private final Subject subject;
  private int tagsByValue;

  /** What is searched, and where its tags {@code x} lie. */
  enum Subject implements Columns {
    MODEL("m.model_id", "registered_model_tag x", "x.model_id"),
    VERSION("v.model_id, v.version", "model_version_tag x", "x.model_id, x.version");

    private final String id;
    private final String tags;
    private final String tagged;

    Subject(String id, String tags, String tagged) {
      this.id = id;
      this.tags = tags;
      this.tagged = tagged;
    }

    @Override
    public String attribute(String key) {
      return switch (key) {
        case "name" -> "m.name";
        case "version_number" -> "v.version";
        case "run_id" -> "v.run_id";
        case "source_path" -> "v.source";
        case "creation_timestamp" -> "v.creation_time";
        case "last_updated_timestamp" ->
            this == MODEL ? "m.last_update_time" : "v.last_update_time";
        default -> throw new IllegalStateException("no attribute of the registry: " + key);
      };
    }

    @Override
    public String rows(Entity entity) {
      return tags + " WHERE (" + tagged + ") = (" + id + ")";
    }

    /**
     * That it is no prompt. As on MLflow one version that is marked makes all of its model's
     * prompts.
     */
    private String isNoPrompt() {
      return "NOT EXISTS (SELECT FROM "
          + tags
          + " WHERE x.model_id = m.model_id AND x.key = '"
          + RegisteredModel.PROMPT_TAG
          + "' AND x.value = 'true'"
          + PROBE
          + ")";
    }
  }

  private RegistryConditions(Subject subject, Bindings bindings) {
    super(subject, bindings);
    this.subject = subject;
  }

  /** All that a search demands. */
  static String all(Subject subject, RegistryFilter filter, Bindings bindings) {
    RegistryConditions conditions = new RegistryConditions(subject, bindings);
    StringJoiner all = new StringJoiner(" AND ");
    all.add(filter.hidesPrompts() ? subject.isNoPrompt() : "TRUE");
    for (Condition condition : filter.conditions()) {
      all.add(condition.accept(conditions));
    }
    return all.toString();
  }

  @Override
  public String textComparison(Condition.TextComparison condition) {
    Field field = condition.field();
    if (condition.operator() != TextOperator.EQUAL) {
      return super.textComparison(condition);
    }
    if (field.entity() == Entity.TAG) {
      if (++tagsByValue > MAX_TAGS_BY_VALUE) {
        return super.textComparison(condition);
      }
      return "("
          + subject.id
          + ") IN (SELECT "
          + subject.tagged
          + " FROM "
          + subject.tags
          + " WHERE x.key = "
          + bindings.add(field.key())
          + " AND "
          + isExactly("x.value", condition.value())
          + ")";
    }
    return switch (field.key()) {
      case "source_path" -> isExactly("v.source", condition.value());
      case "run_id" -> super.textComparison(condition) + hasRun(List.of(condition.value()));
      case "name" -> super.textComparison(condition) + isOfModel(condition.value());
      default -> super.textComparison(condition);
    };
  }

  @Override
  public String textList(Condition.TextList condition) {
    boolean isOfRuns = condition.field().equals(new Field(Entity.ATTRIBUTE, "run_id"));
    return super.textList(condition)
        + (isOfRuns && !condition.excluded() ? hasRun(condition.values()) : "");
  }

  /**
   * Indexes hold the first 200 characters. A shorter text needs no second look, without which the
   * planner knows better how many have it.
   */
  private String isExactly(String column, String value) {
    String place = bindings.add(value);
    boolean isIndexedWhole = value.codePointCount(0, value.length()) < INDEXED;
    return isIndexedWhole
        ? "left(" + column + ", 200) = " + place
        : "left(" + column + ", 200) = left(" + place + ", 200) AND " + column + " = " + place;
  }

  /** Follows from naming runs; the index of runs has only versions of which this can be seen. */
  private static String hasRun(List<String> runs) {
    return runs.contains("") ? "" : " AND v.run_id <> ''";
  }

  /** Follows from the name; said of the version, the order of an index by model is seen to hold. */
  private String isOfModel(String name) {
    return subject == Subject.VERSION
        ? " AND v.model_id = (SELECT n.model_id FROM registered_model n WHERE n.name = "
            + bindings.add(name)
            + ")"
        : "";
  }
}
