package dev.modelyard.server.search;

import java.util.List;
import java.util.StringJoiner;

/**
 * Turns conditions into SQL made of our own words alone; every value of the caller is bound. What
 * belongs to a keyed part (a tag, a param) becomes an EXISTS, so that an absent key matches nothing
 * but IS NULL, as on the wire. What a kind of thing has of its own, a subclass translates.
 */
public class ConditionSql implements Condition.Visitor<String> {
  /** Keeps the planner from turning a probe of one row into a join over the whole table. */
  public static final String PROBE = " OFFSET 0";

  protected final Bindings bindings;

  private final Columns columns;

  /** Where the fields of one kind of thing are kept. */
  public interface Columns {
    /** The column of an attribute. */
    String attribute(String key);

    /** The FROM and WHERE of a keyed part's rows, without its key: {@code tag x WHERE x.id = …}. */
    String rows(Entity entity);
  }

  public ConditionSql(Columns columns, Bindings bindings) {
    this.columns = columns;
    this.bindings = bindings;
  }

  /** All conditions, joined by AND; TRUE when there are none. */
  public static String all(Filter filter, Columns columns, Bindings bindings) {
    ConditionSql sql = new ConditionSql(columns, bindings);
    StringJoiner all = new StringJoiner(" AND ");
    all.add("TRUE");
    filter.conditions().forEach(condition -> all.add(condition.accept(sql)));
    return all.toString();
  }

  @Override
  public String textComparison(Condition.TextComparison condition) {
    String value = bindings.add(condition.value());
    return on(
        condition.field(),
        column ->
            switch (condition.operator()) {
              case EQUAL -> column + " = " + value;
              case NOT_EQUAL -> column + " <> " + value;
              case LIKE -> column + " LIKE " + value;
              // C folds ASCII only.
              case ILIKE -> column + " COLLATE \"und-x-icu\" ILIKE " + value;
            });
  }

  @Override
  public String floatComparison(Condition.FloatComparison condition) {
    String value = bindings.add(condition.value());
    return on(condition.field(), column -> column + " " + word(condition.operator()) + " " + value);
  }

  @Override
  public String wholeComparison(Condition.WholeComparison condition) {
    String value = bindings.add(condition.value());
    return on(condition.field(), column -> column + " " + word(condition.operator()) + " " + value);
  }

  @Override
  public String textList(Condition.TextList condition) {
    return list(condition.field(), condition.excluded(), condition.values());
  }

  @Override
  public String wholeList(Condition.WholeList condition) {
    return list(condition.field(), condition.excluded(), condition.values());
  }

  @Override
  public String presence(Condition.Presence condition) {
    String exists = on(condition.field(), column -> "TRUE");
    return condition.present() ? exists : "NOT " + exists;
  }

  private String list(Field field, boolean excluded, List<?> values) {
    StringJoiner places = new StringJoiner(", ", "(", ")");
    values.forEach(value -> places.add(bindings.add(value)));
    return on(field, column -> column + (excluded ? " NOT IN " : " IN ") + places);
  }

  private interface Test {
    String on(String column);
  }

  private String on(Field field, Test test) {
    if (field.entity() == Entity.ATTRIBUTE) {
      return test.on(columns.attribute(field.key()));
    }
    return "EXISTS (SELECT FROM "
        + columns.rows(field.entity())
        + " AND x.key = "
        + bindings.add(field.key())
        + " AND "
        + test.on("x.value")
        + PROBE
        + ")";
  }

  /** A comparator as SQL spells it. */
  public static String word(Condition.NumberOperator operator) {
    return switch (operator) {
      case EQUAL -> "=";
      case NOT_EQUAL -> "<>";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
    };
  }
}
