package dev.modelyard.server.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;

/**
 * The body of a {@code metric_log} row. Format 1: the byte 1, then for each key, ascending: its
 * UTF-8 bytes behind their number, the number of points, the number of bytes that they take, and
 * for each point its timestamp and step as differences to the point before, and the 8 bytes of its
 * value, lowest first. Numbers are varints, differences zigzag varints. Who looks for one key steps
 * over the others by their number of bytes.
 */
final class PackedBody {
  private static final byte FORMAT = 1;

  /** A varint of 64 bits takes at most this many bytes. */
  private static final int VARINT = 10;

  private ByteBuffer buffer;

  private PackedBody(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] pack(SortedMap<String, Points> byKey) {
    PackedBody out = new PackedBody(ByteBuffer.allocate(64 * byKey.size()));
    out.buffer.put(FORMAT);
    PackedBody column = new PackedBody(ByteBuffer.allocate(256));
    for (Map.Entry<String, Points> entry : byKey.entrySet()) {
      column.buffer.clear();
      column.putPoints(entry.getValue());
      byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      out.reserve(3 * VARINT + key.length + column.buffer.position());
      out.putVarint(key.length);
      out.buffer.put(key);
      out.putVarint(entry.getValue().size());
      out.putVarint(column.buffer.position());
      out.buffer.put(column.buffer.flip());
    }
    byte[] body = new byte[out.buffer.position()];
    out.buffer.flip().get(body);
    return body;
  }

  /**
   * Adds to {@code into} the points behind {@code after} that {@code body} holds of {@code key}.
   */
  static void unpack(byte[] body, byte[] key, Position after, Points into) {
    unpack(body, new byte[][] {key}, after, new Points[] {into});
  }

  /** As {@link #unpack(byte[], byte[], Position, Points)}, of several keys, each its own. */
  static void unpack(byte[] body, byte[][] keys, Position after, Points[] into) {
    PackedBody in = new PackedBody(ByteBuffer.wrap(body));
    byte format = in.buffer.get();
    if (format != FORMAT) {
      throw new IllegalStateException("metric_log.body has format " + format);
    }
    int left = keys.length;
    while (left > 0 && in.buffer.hasRemaining()) {
      int keyLength = (int) in.varint();
      int keyAt = in.buffer.position();
      in.buffer.position(keyAt + keyLength);
      int count = (int) in.varint();
      int bytes = (int) in.varint();
      int wanted = indexOf(keys, body, keyAt, keyAt + keyLength);
      if (wanted < 0) {
        in.buffer.position(in.buffer.position() + bytes);
      } else {
        in.points(count, after, into[wanted]);
        left--;
      }
    }
  }

  private static int indexOf(byte[][] keys, byte[] body, int from, int to) {
    for (int i = 0; i < keys.length; i++) {
      if (Arrays.equals(body, from, to, keys[i], 0, keys[i].length)) {
        return i;
      }
    }
    return -1;
  }

  private void putPoints(Points points) {
    reserve(points.size() * (2 * VARINT + Double.BYTES));
    long timestamp = 0;
    long step = 0;
    for (int i = 0; i < points.size(); i++) {
      putVarint(zigzag(points.timestamp(i) - timestamp));
      putVarint(zigzag(points.step(i) - step));
      buffer.putDouble(points.value(i));
      timestamp = points.timestamp(i);
      step = points.step(i);
    }
  }

  private void points(int count, Position after, Points into) {
    long timestamp = 0;
    long step = 0;
    for (int i = 0; i < count; i++) {
      timestamp += unzigzag(varint());
      step += unzigzag(varint());
      double value = buffer.getDouble();
      if (Points.compare(timestamp, step, value, after.timestamp(), after.step(), after.value())
          > 0) {
        into.add(timestamp, step, value);
      }
    }
  }

  private void reserve(int bytes) {
    if (buffer.remaining() < bytes) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(buffer.position() + bytes, 2 * buffer.capacity()))
              .order(ByteOrder.LITTLE_ENDIAN);
      buffer = larger.put(buffer.flip());
    }
  }

  private void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = buffer.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  // Differences may overflow; they wrap around and unwrap to the same number.
  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}
