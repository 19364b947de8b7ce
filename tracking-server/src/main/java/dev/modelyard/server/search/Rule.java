package dev.modelyard.server.search;

import java.util.EnumSet;
import java.util.Set;

/** What a kind of field may be compared with, and how. */
record Rule(ValueKind kind, Set<Operator> operators) {
  Rule {
    for (Operator operator : operators) {
      boolean alone = !operator.isForText() && !operator.isForNumber();
      if (!alone && !(kind.isText() ? operator.isForText() : operator.isForNumber())) {
        throw new IllegalArgumentException(operator + " cannot compare " + kind);
      }
    }
  }

  static Rule of(ValueKind kind, Operator first, Operator... rest) {
    return new Rule(kind, EnumSet.of(first, rest));
  }

  /** Numbers with the six comparators that every number has. */
  static Rule ordered(ValueKind kind) {
    return of(
        kind,
        Operator.EQUAL,
        Operator.NOT_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL);
  }

  /** Texts with the four comparators that every text has, and the given ones. */
  static Rule text(ValueKind kind, Operator... more) {
    Set<Operator> operators =
        EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LIKE, Operator.ILIKE);
    operators.addAll(Set.of(more));
    return new Rule(kind, operators);
  }
}
