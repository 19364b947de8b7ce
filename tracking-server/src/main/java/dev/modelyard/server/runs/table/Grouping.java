package dev.modelyard.server.runs.table;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.wire.Texts;
import org.jspecify.annotations.Nullable;

/** By what runs are put together: {@code status}, {@code user}, a param or a tag. */
record Grouping(String wire, Field field) {

  static Grouping parse(String text) {
    return switch (text) {
      case "status" -> new Grouping(text, new Field(Entity.ATTRIBUTE, "status"));
      case "user" -> new Grouping(text, new Field(Entity.ATTRIBUTE, "user_id"));
      default -> ofColumn(text);
    };
  }

  private static Grouping ofColumn(String text) {
    if (!text.startsWith("params.") && !text.startsWith("tags.")) {
      throw ApiException.invalid(
          "Invalid group '"
              + Texts.excerpt(text)
              + "': it must be status, user, params.KEY or tags.KEY, the key without quotes");
    }
    Column column = Column.parse(text);
    Entity entity = column.kind() == Column.Kind.PARAM ? Entity.PARAM : Entity.TAG;
    return new Grouping(text, new Field(entity, column.key()));
  }

  /** The condition of being in the group of a value; null is that of the runs that have none. */
  Condition of(@Nullable String value) {
    return value == null
        ? new Condition.Presence(field, false)
        : new Condition.TextComparison(field, Condition.TextOperator.EQUAL, value);
  }
}
