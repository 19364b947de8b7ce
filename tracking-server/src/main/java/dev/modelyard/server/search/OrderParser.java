package dev.modelyard.server.search;

import dev.modelyard.server.search.Token.Kind;

/** One key of an order: a field, then perhaps ASC or DESC. */
final class OrderParser {
  private final Grammar grammar;
  private final TokenStream tokens;

  OrderParser(Grammar grammar, SearchText text) {
    this.grammar = grammar;
    this.tokens = new TokenStream(text);
  }

  OrderKey parse() {
    if (tokens.current().is(Kind.END)) {
      throw tokens.fault(tokens.current(), known(grammar));
    }
    Field field = resolve(FieldName.read(tokens, grammar));
    boolean descending = tokens.acceptKeyword("DESC");
    if (!descending && !tokens.acceptKeyword("ASC") && !tokens.current().is(Kind.END)) {
      throw tokens.fault(tokens.current(), "expected ASC, DESC or the end");
    }
    if (!tokens.current().is(Kind.END)) {
      throw tokens.fault(tokens.current(), "expected the end; each key is an entry of its own");
    }
    return new OrderKey(field, !descending);
  }

  private Field resolve(FieldName name) {
    String prefix = name.prefix();
    Entity entity = prefix == null ? Entity.ATTRIBUTE : grammar.orderPrefixes().get(prefix);
    if (entity == null) {
      throw tokens.fault(name.start(), known(grammar));
    }
    if (entity != Entity.ATTRIBUTE) {
      return new Field(entity, name.key());
    }
    String canonical = grammar.orderKeys().get(name.key());
    if (canonical == null) {
      throw tokens.fault(name.start(), known(grammar));
    }
    return new Field(entity, canonical);
  }

  /** What an order can name, for complaints. */
  static String known(Grammar grammar) {
    String prefixes = String.join(", ", grammar.orderPrefixes().keySet());
    return "no order key of "
        + grammar.subject()
        + "; they are "
        + String.join(", ", grammar.orderKeys().keySet())
        + (prefixes.isEmpty() ? "" : "; prefixes " + prefixes);
  }
}
