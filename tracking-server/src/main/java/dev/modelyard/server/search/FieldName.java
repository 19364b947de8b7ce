package dev.modelyard.server.search;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field as it is written: {@code [prefix.]key}, where only the first dot splits. */
record FieldName(@Nullable String prefix, String key, Token start) {
  static final int MAX_KEY = 250;

  /** Words that MLflow's tokeniser does not let stand bare after a prefix. */
  private static final Set<String> RESERVED = Set.of("case", "from", "in");

  static FieldName read(TokenStream tokens, Grammar grammar) {
    Token first = tokens.take();
    return switch (first.kind()) {
      case WORD -> readWord(tokens, grammar, first);
      case BACKTICKED, DOUBLE_QUOTED ->
          checked(tokens, null, keyText(tokens, grammar, first), first);
      default ->
          throw tokens.fault(
              first,
              "expected a field of "
                  + grammar.subject()
                  + "; only comparisons joined by AND are understood, no OR, NOT or parentheses");
    };
  }

  private static FieldName readWord(TokenStream tokens, Grammar grammar, Token word) {
    int dot = word.text().indexOf('.');
    if (dot < 0) {
      return checked(tokens, null, word.text(), word);
    }
    String prefix = word.text().substring(0, dot);
    String key = word.text().substring(dot + 1);
    Token next = tokens.current();
    if (key.isEmpty() && next.isQuoted() && next.start() == word.end()) {
      tokens.take();
      return checked(tokens, prefix, keyText(tokens, grammar, next), word);
    }
    boolean isNumber = NumberText.end(key, 0) == key.length();
    if (!key.isEmpty() && (isNumber || RESERVED.contains(key.toLowerCase(Locale.ROOT)))) {
      throw tokens.fault(word, "this key needs backticks: " + prefix + ".`" + key + "`");
    }
    return checked(tokens, prefix, key, word);
  }

  /** Where only backticks quote, other quotes are part of the key (which then matches nothing). */
  private static String keyText(TokenStream tokens, Grammar grammar, Token quoted) {
    boolean quotes = quoted.is(Token.Kind.BACKTICKED) || !grammar.backticksOnly();
    return quotes ? quoted.text() : tokens.raw(quoted);
  }

  private static FieldName checked(
      TokenStream tokens, @Nullable String prefix, String key, Token start) {
    if (key.isEmpty()) {
      throw tokens.fault(start, "the key is empty");
    }
    if (key.codePointCount(0, key.length()) > MAX_KEY) {
      throw tokens.fault(start, "the key is longer than " + MAX_KEY + " characters");
    }
    return new FieldName(prefix, key, start);
  }
}
