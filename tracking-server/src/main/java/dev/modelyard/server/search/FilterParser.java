package dev.modelyard.server.search;

import dev.modelyard.server.search.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Comparisons joined by AND. Which of them make sense is the grammar's affair. */
final class FilterParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  /** A field that the grammar knows, with its rule. */
  private record Known(Field field, Rule rule) {}

  FilterParser(Grammar grammar, SearchText text) {
    this.grammar = grammar;
    this.tokens = new TokenStream(text);
  }

  Filter parse() {
    if (tokens.current().is(Kind.END)) {
      throw tokens.fault(tokens.current(), "only blanks; leave it empty to match everything");
    }
    List<Condition> conditions = new ArrayList<>();
    do {
      if (conditions.size() == Filter.MAX_CONDITIONS) {
        throw tokens.fault(tokens.current(), "more than " + Filter.MAX_CONDITIONS + " comparisons");
      }
      conditions.add(condition());
    } while (tokens.acceptKeyword("AND"));
    if (!tokens.current().is(Kind.END)) {
      throw tokens.fault(
          tokens.current(),
          "expected AND or the end; OR, NOT, parentheses and comments are not understood");
    }
    return new Filter(conditions);
  }

  private Condition condition() {
    FieldName name = FieldName.read(tokens, grammar);
    Known known = resolve(name);
    Token place = tokens.current();
    Operator operator = operator(known);
    if (!known.rule().operators().contains(operator)) {
      throw tokens.fault(place, operator.spelling() + " is not allowed here; " + allowed(known));
    }
    Field field = known.field();
    ValueReader values = new ValueReader(grammar, tokens, known.rule().kind());
    return switch (operator) {
      case IS_NULL -> new Condition.Presence(field, false);
      case IS_NOT_NULL -> new Condition.Presence(field, true);
      case IN -> values.list(field, false);
      case NOT_IN -> values.list(field, true);
      case EQUAL, NOT_EQUAL, GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, LIKE, ILIKE ->
          values.comparison(field, operator);
    };
  }

  private Known resolve(FieldName name) {
    String prefix = name.prefix();
    Entity entity = prefix == null ? Entity.ATTRIBUTE : grammar.prefixes().get(prefix);
    if (entity == null) {
      throw tokens.fault(
          name.start(),
          "unknown prefix '"
              + prefix
              + "'; the prefixes of "
              + grammar.subject()
              + " are "
              + String.join(", ", grammar.prefixes().keySet()));
    }
    return grammar
        .openRule(entity)
        .map(rule -> new Known(new Field(entity, name.key()), rule))
        .orElseGet(() -> resolveClosed(entity, name));
  }

  private Known resolveClosed(Entity entity, FieldName name) {
    Map<String, Grammar.Named> keys = grammar.closedKeys(entity);
    Grammar.Named named = keys.get(name.key());
    if (named == null) {
      throw tokens.fault(
          name.start(),
          "unknown "
              + entity.word()
              + " key; "
              + grammar.subject()
              + " have "
              + String.join(", ", keys.keySet()));
    }
    return new Known(new Field(entity, named.canonical()), named.rule());
  }

  private Operator operator(Known known) {
    Token token = tokens.take();
    if (token.is(Kind.SIGNS)) {
      return Operator.ofSymbol(token.text())
          .orElseThrow(() -> tokens.fault(token, "unknown comparator; " + allowed(known)));
    }
    if (token.isKeyword("LIKE")) {
      return Operator.LIKE;
    }
    if (token.isKeyword("ILIKE")) {
      return Operator.ILIKE;
    }
    if (token.isKeyword("IN")) {
      return Operator.IN;
    }
    if (token.isKeyword("NOT") && tokens.acceptKeyword("IN")) {
      return Operator.NOT_IN;
    }
    if (token.isKeyword("IS")) {
      boolean negated = tokens.acceptKeyword("NOT");
      if (tokens.acceptKeyword("NULL")) {
        return negated ? Operator.IS_NOT_NULL : Operator.IS_NULL;
      }
    }
    throw tokens.fault(token, "expected a comparator; " + allowed(known));
  }

  private static String allowed(Known known) {
    Set<Operator> operators = known.rule().operators();
    return known.field().entity().word()
        + " "
        + known.field().key()
        + " takes "
        + Operator.spell(operators);
  }
}
