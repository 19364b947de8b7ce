package dev.modelyard.client.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One record of a spool: a point of a metric, or something else with a key and a text. */
public final class SpoolRecord {
  /** What a record is. */
  public enum Kind {
    METRIC(1),
    PARAM(2),
    TAG(3),
    /** A file of the run; the text says which of the spool's it is. */
    FILE(4),
    /** A model with its files. */
    MODEL(5),
    /** A dataset that the run reads, as the wire spells it. */
    DATASET(6);

    /** As it stands in the file. */
    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    /** Whether it travels in batches; the others take calls of their own. */
    public boolean inBatches() {
      return this == METRIC || this == PARAM || this == TAG;
    }

    private static Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of record has the code " + code);
    }
  }

  private final long sequence;
  private final Kind kind;
  private final byte[] key;
  private final byte[] text;
  private final double value;
  private final long step;
  private final long time;

  private SpoolRecord(
      long sequence, Kind kind, byte[] key, byte[] text, double value, long step, long time) {
    this.sequence = sequence;
    this.kind = kind;
    this.key = key;
    this.text = text;
    this.value = value;
    this.step = step;
    this.time = time;
  }

  private static final byte[] NONE = {};

  /** Writes a point behind its sequence number. */
  static void putMetric(ByteBuffer to, byte[] key, double value, long step, long time) {
    to.put(Kind.METRIC.code).putDouble(value).putLong(step).putLong(time).put(key);
  }

  /** Writes anything else behind its sequence number. */
  static void putText(ByteBuffer to, Kind kind, byte[] key, byte[] text) {
    to.put(kind.code).putInt(key.length).put(key).put(text);
  }

  /** Reads what was put, up to the buffer's limit. */
  static SpoolRecord read(ByteBuffer from) {
    long sequence = from.getLong();
    Kind kind = Kind.of(from.get());
    if (kind == Kind.METRIC) {
      double value = from.getDouble();
      long step = from.getLong();
      long time = from.getLong();
      return new SpoolRecord(
          sequence, kind, bytes(from, from.remaining()), NONE, value, step, time);
    }
    byte[] key = bytes(from, from.getInt());
    return new SpoolRecord(sequence, kind, key, bytes(from, from.remaining()), 0, 0, 0);
  }

  private static byte[] bytes(ByteBuffer from, int count) {
    byte[] bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  /** Its number in the stream. */
  public long sequence() {
    return sequence;
  }

  public Kind kind() {
    return kind;
  }

  /** The key in UTF-8. */
  public byte[] key() {
    return key;
  }

  public String keyText() {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** The value of a param or tag, or what else is to be done, in UTF-8. */
  public byte[] text() {
    return text;
  }

  /** The value of a point. */
  public double value() {
    return value;
  }

  public long step() {
    return step;
  }

  /** Milliseconds since the epoch. */
  public long time() {
    return time;
  }

  /** About how many bytes it takes in JSON. */
  public int weight() {
    return 120 + key.length + text.length + (text.length >> 3);
  }
}
