package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.search.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads what stands right of a comparator, as the kind of the field asks for. */
final class ValueReader {
  /**
   * More run ids than a filter of the greatest length can hold, since the Python client's
   * load_table lists all run ids that its caller names.
   */
  static final int MAX_LIST = 2_000;

  private final Grammar grammar;
  private final TokenStream tokens;
  private final ValueKind kind;

  ValueReader(Grammar grammar, TokenStream tokens, ValueKind kind) {
    this.grammar = grammar;
    this.tokens = tokens;
    this.kind = kind;
  }

  Condition comparison(Field field, Operator operator) {
    Token token = tokens.take();
    return switch (kind) {
      case TEXT, TEXT_OR_BARE_NUMBER -> {
        String value = text(token);
        if (operator == Operator.LIKE || operator == Operator.ILIKE) {
          requirePattern(token, value);
        }
        yield new Condition.TextComparison(field, operator.onText(), value);
      }
      case NUMBER -> new Condition.FloatComparison(field, operator.onNumber(), number(token));
      case WHOLE_OR_FRACTION -> wholeOrFraction(field, operator, token);
      case WHOLE ->
          new Condition.WholeComparison(field, operator.onNumber(), whole(token, bare(token)));
      case QUOTED_WHOLE ->
          new Condition.WholeComparison(field, operator.onNumber(), whole(token, text(token)));
      case ANY_WHOLE ->
          new Condition.WholeComparison(
              field,
              operator.onNumber(),
              whole(token, token.isString() ? text(token) : bare(token)));
    };
  }

  /** A list in parentheses: never empty, quoted elements only, one comma too many is forgiven. */
  Condition list(Field field, boolean excluded) {
    Token open = tokens.take();
    if (!open.is(Kind.OPEN)) {
      throw tokens.fault(open, "expected a list such as ('a', 'b')");
    }
    List<Token> elements = new ArrayList<>();
    do {
      if (!elements.isEmpty() && tokens.current().is(Kind.CLOSE)) {
        break;
      }
      Token element = tokens.take();
      if (!element.isString()) {
        throw tokens.fault(element, "a list holds at least one text, and only texts in quotes");
      }
      if (elements.size() == MAX_LIST) {
        throw tokens.fault(element, "more than " + MAX_LIST + " elements in a list");
      }
      elements.add(element);
    } while (tokens.accept(Kind.COMMA));
    Token close = tokens.take();
    if (!close.is(Kind.CLOSE)) {
      throw tokens.fault(close, "expected a comma or ) in the list");
    }
    if (kind.isText()) {
      return new Condition.TextList(field, excluded, elements.stream().map(Token::text).toList());
    }
    return new Condition.WholeList(
        field, excluded, elements.stream().map(each -> whole(each, each.text())).toList());
  }

  private String text(Token token) {
    if (kind == ValueKind.TEXT_OR_BARE_NUMBER && token.is(Kind.NUMBER)) {
      return token.text();
    }
    if (!token.isString()) {
      throw expected(token);
    }
    // As in MLflow: where double quotes do not quote, they are part of the text.
    boolean quotes = token.is(Kind.SINGLE_QUOTED) || !grammar.backticksOnly();
    return quotes ? token.text() : tokens.raw(token);
  }

  private String bare(Token token) {
    if (!token.is(Kind.NUMBER)) {
      throw expected(token);
    }
    return token.text();
  }

  private double number(Token token) {
    double value = Double.parseDouble(bare(token));
    if (Double.isInfinite(value)) {
      throw tokens.fault(token, "the number is too large for a 64-bit float");
    }
    return value;
  }

  private long whole(Token token, String digits) {
    OptionalLong value = NumberText.whole(digits);
    if (value.isEmpty()) {
      throw tokens.fault(token, "expected " + kind.words() + " of at most 64 bits");
    }
    return value.getAsLong();
  }

  /** A float that is whole is compared as such, so that an index on the column serves it. */
  private Condition wholeOrFraction(Field field, Operator operator, Token token) {
    String digits = bare(token);
    double value = number(token);
    if (value != Math.rint(value)) {
      return new Condition.FloatComparison(field, operator.onNumber(), value);
    }
    boolean isFloat = digits.chars().anyMatch(c -> ".eE".indexOf(c) >= 0);
    if (!isFloat) {
      return new Condition.WholeComparison(field, operator.onNumber(), whole(token, digits));
    }
    if (Math.abs(value) >= 0x1p63) {
      throw tokens.fault(token, "the number does not fit 64 bits");
    }
    return new Condition.WholeComparison(field, operator.onNumber(), (long) value);
  }

  /** A backslash escapes the character after it; at the end it escapes nothing. */
  private void requirePattern(Token token, String pattern) {
    int end = pattern.length();
    while (end > 0 && pattern.charAt(end - 1) == '\\') {
      end--;
    }
    if ((pattern.length() - end) % 2 == 1) {
      throw tokens.fault(token, "the pattern ends in a lone backslash; double it to mean itself");
    }
  }

  private ApiException expected(Token token) {
    return tokens.fault(token, "expected " + kind.words());
  }
}
