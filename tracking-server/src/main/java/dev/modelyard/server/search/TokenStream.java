package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;

/** The tokens of a text with one to look at. */
final class TokenStream {
  private final SearchText source;
  private final Lexer lexer;
  private Token current;

  TokenStream(SearchText source) {
    this.source = source;
    this.lexer = new Lexer(source);
    this.current = lexer.next();
  }

  Token current() {
    return current;
  }

  Token take() {
    Token taken = current;
    current = lexer.next();
    return taken;
  }

  boolean accept(Token.Kind kind) {
    if (!current.is(kind)) {
      return false;
    }
    take();
    return true;
  }

  boolean acceptKeyword(String word) {
    if (!current.isKeyword(word)) {
      return false;
    }
    take();
    return true;
  }

  /** The token as the caller wrote it, quotes included. */
  String raw(Token token) {
    return source.text().substring(token.start(), token.end());
  }

  ApiException fault(Token at, String problem) {
    return source.fault(at.start(), problem);
  }
}
