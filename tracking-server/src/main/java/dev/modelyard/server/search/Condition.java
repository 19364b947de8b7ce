package dev.modelyard.server.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One comparison of a filter. What an implementation holds is checked; SQL only has to bind it. */
public sealed interface Condition {
  Field field();

  <T extends @Nullable Object> T accept(Visitor<T> visitor);

  /** One method per kind of condition, so that a translation forgets none. */
  interface Visitor<T extends @Nullable Object> {
    T textComparison(TextComparison condition);

    T floatComparison(FloatComparison condition);

    T wholeComparison(WholeComparison condition);

    T textList(TextList condition);

    T wholeList(WholeList condition);

    T presence(Presence condition);
  }

  /** How texts are compared. */
  enum TextOperator {
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE
  }

  /** How numbers are compared. */
  enum NumberOperator {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL
  }

  /** A text field against a text, which is a pattern for LIKE and ILIKE (never a stray escape). */
  record TextComparison(Field field, TextOperator operator, String value) implements Condition {
    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.textComparison(this);
    }
  }

  /**
   * A metric against a finite number; also a time or count against a number with a fraction, where
   * MLflow takes one.
   */
  record FloatComparison(Field field, NumberOperator operator, double value) implements Condition {
    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.floatComparison(this);
    }
  }

  /** A whole-numbered field (a time, a version, an id) against a whole number. */
  record WholeComparison(Field field, NumberOperator operator, long value) implements Condition {
    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.wholeComparison(this);
    }
  }

  /** IN, or NOT IN when excluded; the list is never empty. */
  record TextList(Field field, boolean excluded, List<String> values) implements Condition {
    public TextList {
      values = List.copyOf(values);
    }

    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.textList(this);
    }
  }

  /** IN or NOT IN over ids; the list is never empty. */
  record WholeList(Field field, boolean excluded, List<Long> values) implements Condition {
    public WholeList {
      values = List.copyOf(values);
    }

    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.wholeList(this);
    }
  }

  /** IS NOT NULL when present, else IS NULL: whether there is such a key at all. */
  record Presence(Field field, boolean present) implements Condition {
    @Override
    public <T extends @Nullable Object> T accept(Visitor<T> visitor) {
      return visitor.presence(this);
    }
  }
}
