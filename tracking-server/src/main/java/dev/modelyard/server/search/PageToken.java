package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Where the next page begins: the sort values of the last row that was given, opaque to callers and
 * bound to its query. It carries no secret and no seal, since whoever forges one only chooses
 * values that are bound as parameters.
 *
 * <p>Inside: format byte, fingerprint, count, values, CRC-32 of all before.
 */
public record PageToken(List<PageValue> values) {
  public static final int MAX_LENGTH = 4_096;

  private static final byte FORMAT = 1;
  private static final int MAX_BYTES = MAX_LENGTH / 4 * 3;
  private static final int HEAD = 1 + QueryFingerprint.LENGTH + 1;

  public PageToken {
    values = List.copyOf(values);
  }

  public static PageToken of(PageValue... values) {
    return new PageToken(List.of(values));
  }

  /** URL-safe text of at most {@link #MAX_LENGTH} characters; refuses values that need more. */
  public String encode(QueryFingerprint query) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    try {
      out.put(FORMAT);
      query.writeTo(out);
      out.put((byte) values.size());
      values.forEach(value -> value.writeTo(out));
      out.putInt(checksum(out.array(), out.position()));
    } catch (BufferOverflowException tooMuch) {
      throw ApiException.invalid(
          "The texts that order_by sorts by are too long to page; order by fewer of them");
    }
    return base64(out.array(), out.position());
  }

  /**
   * Reads a token of this query. The slots say which type each value must have; with a type that
   * the slot does not name the token is refused, so the accessors cannot fail afterwards.
   */
  public static PageToken decode(String text, QueryFingerprint query, List<Slot> slots) {
    try {
      return decode(bytes(text), query, slots);
    } catch (BufferUnderflowException cut) {
      throw malformed();
    }
  }

  private static PageToken decode(byte[] bytes, QueryFingerprint query, List<Slot> slots) {
    int end = bytes.length - Integer.BYTES;
    if (end < HEAD || bytes[0] != FORMAT) {
      throw malformed();
    }
    if (ByteBuffer.wrap(bytes, end, Integer.BYTES).getInt() != checksum(bytes, end)) {
      throw malformed();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, end - 1);
    if (!query.isNextIn(in)) {
      throw ApiException.invalid(
          "Invalid page_token: it belongs to another query; send the same filter, order_by and"
              + " scope with it, or none to begin anew");
    }
    if (Byte.toUnsignedInt(in.get()) != slots.size()) {
      throw malformed();
    }
    List<PageValue> values = new ArrayList<>();
    for (Slot slot : slots) {
      PageValue value = PageValue.readFrom(in);
      if (!slot.takes(value)) {
        throw malformed();
      }
      values.add(value);
    }
    if (in.hasRemaining()) {
      throw malformed();
    }
    return new PageToken(values);
  }

  /** Only the one spelling that {@link #encode} gives. */
  private static byte[] bytes(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw malformed();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (!base64(bytes, bytes.length).equals(text)) {
        throw malformed();
      }
      return bytes;
    } catch (IllegalArgumentException noBase64) {
      throw malformed();
    }
  }

  private static String base64(byte[] bytes, int length) {
    byte[] exact = new byte[length];
    System.arraycopy(bytes, 0, exact, 0, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** What is answered to a token that no page gave. */
  public static ApiException malformed() {
    return ApiException.invalid(
        "Invalid page_token: send it as the answer before gave it, or none to begin anew");
  }

  public boolean isAbsent(int index) {
    return values.get(index).isAbsent();
  }

  public long longAt(int index) {
    return values.get(index).asLong();
  }

  public double doubleAt(int index) {
    return values.get(index).asDouble();
  }

  public String textAt(int index) {
    return values.get(index).asText();
  }

  /** What may stand at a place of a token. */
  public enum Slot {
    LONG(PageValue.Type.LONG, false),
    DOUBLE(PageValue.Type.DOUBLE, false),
    TEXT(PageValue.Type.TEXT, false),
    LONG_OR_ABSENT(PageValue.Type.LONG, true),
    DOUBLE_OR_ABSENT(PageValue.Type.DOUBLE, true),
    TEXT_OR_ABSENT(PageValue.Type.TEXT, true);

    private final PageValue.Type type;
    private final boolean optional;

    Slot(PageValue.Type type, boolean optional) {
      this.type = type;
      this.optional = optional;
    }

    boolean takes(PageValue value) {
      return value.type() == type || (optional && value.isAbsent());
    }
  }
}
