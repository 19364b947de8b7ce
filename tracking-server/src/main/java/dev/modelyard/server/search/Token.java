package dev.modelyard.server.search;

/** A word of the text: what it is, where it stands, and its text without quotes. */
record Token(Kind kind, int start, int end, String text) {
  enum Kind {
    /** Letters, digits, underscores and dots. */
    WORD,
    BACKTICKED,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    NUMBER,
    /** A run of comparison signs. */
    SIGNS,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isKeyword(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isString() {
    return kind == Kind.SINGLE_QUOTED || kind == Kind.DOUBLE_QUOTED;
  }

  boolean isQuoted() {
    return isString() || kind == Kind.BACKTICKED;
  }
}
