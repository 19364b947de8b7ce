package dev.modelyard.server.search;

/**
 * A comparison of a metric's value. NaN fails every one but {@code !=}. Infinity is kept as it is
 * but told as the largest double, so that number stands for it in filters.
 *
 * @param value the place of the bound number
 */
public record MetricComparison(Condition.NumberOperator operator, String value) {
  public static MetricComparison of(Condition.FloatComparison condition, Bindings bindings) {
    double number = condition.value();
    if (Math.abs(number) == Double.MAX_VALUE) {
      number = Math.copySign(Double.POSITIVE_INFINITY, number);
    }
    return new MetricComparison(condition.operator(), bindings.add(number));
  }

  /** The comparison on columns of these names. */
  public String on(String column, String isNan) {
    String compared = column + " " + ConditionSql.word(operator) + " " + value;
    return operator == Condition.NumberOperator.NOT_EQUAL
        ? "(" + isNan + " OR " + compared + ")"
        : "(NOT " + isNan + " AND " + compared + ")";
  }
}
