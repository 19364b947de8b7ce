package dev.modelyard.server.search;

import dev.modelyard.server.search.Token.Kind;

/** Cuts a text into tokens, one at a time and never going back: linear in the text's length. */
final class Lexer {
  private final SearchText source;
  private final String text;
  private int at;

  Lexer(SearchText source) {
    this.source = source;
    this.text = source.text();
  }

  Token next() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return new Token(Kind.END, at, at, "");
    }
    char first = text.charAt(at);
    return switch (first) {
      case '`' -> quoted(Kind.BACKTICKED, first);
      case '\'' -> quoted(Kind.SINGLE_QUOTED, first);
      case '"' -> quoted(Kind.DOUBLE_QUOTED, first);
      case '(' -> token(Kind.OPEN, at + 1);
      case ')' -> token(Kind.CLOSE, at + 1);
      case ',' -> token(Kind.COMMA, at + 1);
      case '=', '!', '<', '>' -> token(Kind.SIGNS, endOfSigns());
      default -> numberOrWord();
    };
  }

  private Token token(Kind kind, int end) {
    Token token = new Token(kind, at, end, text.substring(at, end));
    at = end;
    return token;
  }

  /** There is no escape: a doubled quote does not end the text and stays doubled, as in MLflow. */
  private Token quoted(Kind kind, char quote) {
    int start = at;
    int end = text.indexOf(quote, start + 1);
    while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
      end = text.indexOf(quote, end + 2);
    }
    if (end < 0) {
      throw source.fault(start, "the closing " + quote + " is missing");
    }
    at = end + 1;
    return new Token(kind, start, at, text.substring(start + 1, end));
  }

  private int endOfSigns() {
    int end = at;
    while (end < text.length() && "=!<>".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private Token numberOrWord() {
    int end = NumberText.end(text, at);
    if (end > at && (end == text.length() || !isWordPart(text.codePointAt(end)))) {
      return token(Kind.NUMBER, end);
    }
    end = at;
    while (end < text.length() && isWordPart(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    if (end == at) {
      throw source.fault(
          at, "unexpected character; a key that holds it needs backticks, a text needs quotes");
    }
    return token(Kind.WORD, end);
  }

  private static boolean isWordPart(int point) {
    return Character.isLetterOrDigit(point) || point == '_' || point == '.';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
