package dev.modelyard.server.search;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One sort value in a page token: a whole number, a float (also NaN, ±∞), a text, or nothing. */
public sealed interface PageValue {
  /** The types of values, each with the byte that marks it in a token. */
  enum Type {
    ABSENT('-'),
    LONG('L'),
    DOUBLE('D'),
    TEXT('T');

    private final byte mark;

    Type(char mark) {
      this.mark = (byte) mark;
    }

    private static Type ofMark(byte mark) {
      for (Type type : values()) {
        if (type.mark == mark) {
          return type;
        }
      }
      throw PageToken.malformed();
    }
  }

  static PageValue absent() {
    return Absent.ABSENT;
  }

  static PageValue of(long value) {
    return new WholeValue(value);
  }

  static PageValue of(double value) {
    return new FloatValue(value);
  }

  /** The caller cuts the text to what its order compares (200 characters). */
  static PageValue of(String value) {
    return new TextValue(value);
  }

  Type type();

  void writeTo(ByteBuffer out);

  default boolean isAbsent() {
    return type() == Type.ABSENT;
  }

  default long asLong() {
    throw new IllegalStateException("Not a whole number: " + type());
  }

  default double asDouble() {
    throw new IllegalStateException("Not a float: " + type());
  }

  default String asText() {
    throw new IllegalStateException("Not a text: " + type());
  }

  static PageValue readFrom(ByteBuffer in) {
    return switch (Type.ofMark(in.get())) {
      case ABSENT -> absent();
      case LONG -> of(in.getLong());
      case DOUBLE -> of(in.getDouble());
      case TEXT -> of(text(in));
    };
  }

  private static String text(ByteBuffer in) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > in.remaining()) {
      throw PageToken.malformed();
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (text.indexOf('\0') >= 0) {
        throw PageToken.malformed();
      }
      return text;
    } catch (CharacterCodingException noUtf8) {
      throw PageToken.malformed();
    }
  }

  /** No value: the last row has no such key. */
  enum Absent implements PageValue {
    ABSENT;

    @Override
    public Type type() {
      return Type.ABSENT;
    }

    @Override
    public void writeTo(ByteBuffer out) {
      out.put(Type.ABSENT.mark);
    }
  }

  /** A whole number. */
  record WholeValue(long value) implements PageValue {
    @Override
    public Type type() {
      return Type.LONG;
    }

    @Override
    public void writeTo(ByteBuffer out) {
      out.put(Type.LONG.mark).putLong(value);
    }

    @Override
    public long asLong() {
      return value;
    }
  }

  /** A float, NaN and the infinities included. */
  record FloatValue(double value) implements PageValue {
    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public void writeTo(ByteBuffer out) {
      out.put(Type.DOUBLE.mark).putDouble(value);
    }

    @Override
    public double asDouble() {
      return value;
    }
  }

  /** A text. */
  record TextValue(String value) implements PageValue {
    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public void writeTo(ByteBuffer out) {
      ByteBuffer bytes = utf8();
      out.put(Type.TEXT.mark).putShort((short) bytes.remaining()).put(bytes);
    }

    private ByteBuffer utf8() {
      try {
        return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      } catch (CharacterCodingException cutPair) {
        throw new IllegalArgumentException("A text was cut inside a surrogate pair", cutPair);
      }
    }

    @Override
    public String asText() {
      return value;
    }
  }
}
