package dev.modelyard.client.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of records. It is written full of zeroes before it is used, so that a full disk is met
 * here and not when a record is written, and then mapped into memory, so that what was put survives
 * the process. Each record is its length, a checksum, its sequence number and its content; a length
 * of 0 ends them. Not thread-safe.
 */
final class Segment {
  /** Bytes of a record before its content: length, checksum, sequence number. */
  static final int OVERHEAD = 4 + 4 + 8;

  private static final byte[] ZEROES = new byte[1 << 16];

  private final Path file;
  private final int size;
  private @Nullable MappedByteBuffer map;
  private int end;
  private int forcedEnd;
  private long first;
  private long last;

  private Segment(Path file, int size, @Nullable MappedByteBuffer map) {
    this.file = file;
    this.size = size;
    this.map = map;
  }

  /** Makes the file; leaves none behind when that fails. */
  static Segment create(Path file, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeroes = ByteBuffer.wrap(ZEROES);
      for (int written = 0; written < size; written += zeroes.position()) {
        zeroes.clear().limit(Math.min(ZEROES.length, size - written));
        while (zeroes.hasRemaining()) {
          channel.write(zeroes);
        }
      }
      return new Segment(file, size, channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
    } catch (IOException | RuntimeException | Error failure) {
      Files.deleteIfExists(file);
      throw failure;
    }
  }

  /**
   * Opens what another process has left: all records up to the first that is torn or damaged, or
   * that does not go on where the one before it ended.
   */
  static Segment recover(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Segment segment = new Segment(file, bytes.length, null);
    ByteBuffer records = ByteBuffer.wrap(bytes);
    CRC32C crc = new CRC32C();
    int length = length(records);
    while (length > 0) {
      int start = records.position();
      crc.reset();
      crc.update(bytes, start + 8, length - 8);
      long sequence = records.getLong(start + 8);
      boolean goesOn = segment.first == 0 ? sequence > 0 : sequence == segment.last + 1;
      if ((int) crc.getValue() != records.getInt(start + 4) || !goesOn) {
        break;
      }
      segment.note(sequence);
      records.position(start + length);
      segment.end = records.position();
      length = length(records);
    }
    segment.forcedEnd = segment.end;
    return segment;
  }

  /** The length of the record at the buffer's position, or 0 when there is none that can be. */
  private static int length(ByteBuffer records) {
    if (records.remaining() < OVERHEAD) {
      return 0;
    }
    int length = records.getInt(records.position());
    return length >= OVERHEAD && length <= records.remaining() ? length : 0;
  }

  /**
   * Puts a record; {@code record} holds room for length and checksum, then the sequence number and
   * the content. False when it does not fit any more.
   */
  boolean put(ByteBuffer record, CRC32C crc, long sequence) {
    MappedByteBuffer to = map;
    int length = record.limit();
    if (to == null || length > size - end) {
      return false;
    }
    crc.reset();
    crc.update(record.position(8));
    record.putInt(0, length).putInt(4, (int) crc.getValue());
    to.position(end);
    to.put(record.position(0));
    end += length;
    note(sequence);
    return true;
  }

  private void note(long sequence) {
    if (first == 0) {
      first = sequence;
    }
    last = sequence;
  }

  /** What was put so far, to be read at any time, even while more is put. */
  ByteBuffer records() throws IOException {
    MappedByteBuffer mapped = map;
    ByteBuffer all =
        mapped == null ? ByteBuffer.wrap(Files.readAllBytes(file)) : mapped.duplicate();
    all.limit(end).position(0);
    return all.slice();
  }

  /** What can be read at the buffer's position, which moves behind it. */
  static SpoolRecord next(ByteBuffer records) {
    int start = records.position();
    int length = records.getInt(start);
    ByteBuffer record = records.duplicate();
    record.limit(start + length).position(start + 8);
    records.position(start + length);
    return SpoolRecord.read(record);
  }

  /** What is to be forced, or null when all of it is on the disk. */
  @Nullable MappedByteBuffer unforced() {
    return forcedEnd < end ? map : null;
  }

  void forced(int upTo) {
    forcedEnd = Math.max(forcedEnd, upTo);
  }

  /** Lets go of the memory; the file is read from then on. */
  void unmap() {
    map = null;
  }

  void delete() throws IOException {
    map = null;
    Files.deleteIfExists(file);
  }

  int end() {
    return end;
  }

  int size() {
    return size;
  }

  /** The first number in it, or 0 when it is empty. */
  long first() {
    return first;
  }

  long last() {
    return last;
  }
}
