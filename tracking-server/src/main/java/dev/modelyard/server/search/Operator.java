package dev.modelyard.server.search;

import dev.modelyard.server.search.Condition.NumberOperator;
import dev.modelyard.server.search.Condition.TextOperator;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The comparators of the wire; what each may compare is said by a {@link Rule}. */
enum Operator {
  EQUAL("=", TextOperator.EQUAL, NumberOperator.EQUAL),
  NOT_EQUAL("!=", TextOperator.NOT_EQUAL, NumberOperator.NOT_EQUAL),
  GREATER(">", null, NumberOperator.GREATER),
  GREATER_OR_EQUAL(">=", null, NumberOperator.GREATER_OR_EQUAL),
  LESS("<", null, NumberOperator.LESS),
  LESS_OR_EQUAL("<=", null, NumberOperator.LESS_OR_EQUAL),
  LIKE("LIKE", TextOperator.LIKE, null),
  ILIKE("ILIKE", TextOperator.ILIKE, null),
  IN("IN", null, null),
  NOT_IN("NOT IN", null, null),
  IS_NULL("IS NULL", null, null),
  IS_NOT_NULL("IS NOT NULL", null, null);

  private final String spelling;
  private final @Nullable TextOperator onText;
  private final @Nullable NumberOperator onNumber;

  Operator(String spelling, @Nullable TextOperator onText, @Nullable NumberOperator onNumber) {
    this.spelling = spelling;
    this.onText = onText;
    this.onNumber = onNumber;
  }

  static Optional<Operator> ofSymbol(String symbol) {
    return Arrays.stream(values()).filter(each -> each.spelling.equals(symbol)).findFirst();
  }

  static String spell(Collection<Operator> operators) {
    return operators.stream().map(each -> each.spelling).collect(Collectors.joining(", "));
  }

  String spelling() {
    return spelling;
  }

  boolean isForText() {
    return onText != null;
  }

  boolean isForNumber() {
    return onNumber != null;
  }

  TextOperator onText() {
    if (onText == null) {
      throw new IllegalStateException(spelling + " does not compare texts");
    }
    return onText;
  }

  NumberOperator onNumber() {
    if (onNumber == null) {
      throw new IllegalStateException(spelling + " does not compare numbers");
    }
    return onNumber;
  }
}
