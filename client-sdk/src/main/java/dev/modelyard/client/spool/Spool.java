package dev.modelyard.client.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The records of one stream between the training and the server: a queue in numbered segments, in a
 * {@link SpoolFolder} that this process holds. Thread-safe; putting a record takes memory writes
 * only, unless a segment is full and the next one is not made yet.
 */
public final class Spool implements Closeable {
  /** Bytes after which what was put is forced, and a segment's half, where the next is made. */
  private static final int MEBIBYTE = 1 << 20;

  /**
   * So many segments stay though the server has all of them: one that falls back, to a backup or a
   * replica, mostly lacks the newest only, and those can be sent again.
   */
  private static final int KEPT = 2;

  private static final int MOST_BYTES_OF_A_RECORD = 1 << 20;

  private final SpoolFolder folder;
  private final int segmentSize;
  private final long most;

  /** Oldest first; the last one is written to. */
  private final Deque<Segment> segments = new ArrayDeque<>();

  private final ReadAhead readAhead = new ReadAhead();

  private @Nullable Segment next;
  private long made;
  private long bytes;
  private long produced;
  private long forced;
  private long durable;
  private long unforcedBytes;
  private boolean closed;
  private long retryAt;
  private String lastFault = "";
  private ByteBuffer record = ByteBuffer.allocate(512);
  private final CRC32C crc = new CRC32C();

  private Spool(SpoolFolder folder, int segmentSize, long most) {
    this.folder = folder;
    this.segmentSize = segmentSize;
    this.most = most;
  }

  /** How a record fared. */
  public enum Put {
    DONE,
    /** Done, and somebody should force what was put, or make the next segment. */
    DONE_AND_DUE,
    /** The spool has as many bytes as it may, or the disk is full. */
    FULL,
    CLOSED
  }

  /**
   * A new spool below {@code root}.
   *
   * @param most how many bytes its segments may have together
   */
  public static Spool create(Path root, Head.Start start, int segmentSize, long most)
      throws IOException {
    SpoolFolder folder = SpoolFolder.create(root, start);
    try {
      Spool spool = new Spool(folder, segmentSize, most);
      spool.addSegment();
      return spool;
    } catch (IOException | RuntimeException | Error failure) {
      folder.delete();
      throw failure;
    }
  }

  /**
   * Takes over a spool that another process has left; empty when somebody works on it. Nothing can
   * be put into it any more.
   */
  public static Optional<Spool> recover(Path left) throws IOException {
    Optional<SpoolFolder> folder = SpoolFolder.take(left);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      Spool spool = new Spool(folder.get(), 0, 0);
      spool.readSegments();
      return Optional.of(spool);
    } catch (IOException | RuntimeException failure) {
      folder.get().close();
      throw failure;
    }
  }

  private synchronized void readSegments() throws IOException {
    for (Path file : folder.segments()) {
      Segment segment = Segment.recover(file);
      if (segment.first() > 0) {
        segments.add(segment);
        produced = segment.last();
      }
    }
    durable = folder.durable();
    produced = Math.max(produced, durable);
    forced = produced;
    closed = true;
  }

  /** Puts a point of a metric. */
  public synchronized Put metric(byte[] key, double value, long step, long time) {
    ByteBuffer to = begin(key.length + 64);
    SpoolRecord.putMetric(to, key, value, step, time);
    return put(to);
  }

  /** Puts a param, a tag, or something that takes a call of its own. */
  public synchronized Put text(SpoolRecord.Kind kind, byte[] key, byte[] text) {
    int room = key.length + text.length + 64;
    if (!recovered() && room > Math.min(MOST_BYTES_OF_A_RECORD, segmentSize)) {
      lastFault = "a record of " + room + " bytes";
      return Put.FULL;
    }
    ByteBuffer to = begin(room);
    SpoolRecord.putText(to, kind, key, text);
    return put(to);
  }

  private ByteBuffer begin(int room) {
    if (record.capacity() < room) {
      record = ByteBuffer.allocate(room);
    }
    record.clear().position(8);
    record.putLong(produced + 1);
    return record;
  }

  private Put put(ByteBuffer to) {
    if (closed) {
      return Put.CLOSED;
    }
    to.flip();
    Segment active = segments.peekLast();
    if (active == null || !active.put(to, crc, produced + 1)) {
      active = roll();
      if (active == null || !active.put(to, crc, produced + 1)) {
        return Put.FULL;
      }
    }
    produced++;
    long before = unforcedBytes;
    unforcedBytes += to.limit();
    boolean due = before < MEBIBYTE && unforcedBytes >= MEBIBYTE;
    boolean half =
        next == null
            && active.end() - to.limit() <= segmentSize / 2
            && active.end() > segmentSize / 2;
    return due || half ? Put.DONE_AND_DUE : Put.DONE;
  }

  /** Begins the next segment; null when there can be none now. */
  private @Nullable Segment roll() {
    Segment ready = next;
    next = null;
    if (ready != null) {
      segments.add(ready);
      return ready;
    }
    if (System.nanoTime() - retryAt < 0) {
      return null;
    }
    try {
      return Uninterrupted.call(this::addSegment);
    } catch (IOException full) {
      // Not again for each record: a full disk answers slowly.
      retryAt = System.nanoTime() + 1_000_000_000L;
      lastFault = String.valueOf(full.getMessage());
      return null;
    }
  }

  private synchronized Segment addSegment() throws IOException {
    Segment segment = makeSegment();
    segments.add(segment);
    return segment;
  }

  private Segment makeSegment() throws IOException {
    while (true) {
      try {
        return makeSegmentNow();
      } catch (ClosedByInterruptException again) {
        throw again;
      } catch (IOException full) {
        // What is kept only in case the server falls back gives way first.
        if (!removeOld(1)) {
          throw full;
        }
      }
    }
  }

  private Segment makeSegmentNow() throws IOException {
    if (bytes + segmentSize > most) {
      throw new IOException("the spool has the " + most + " bytes that it may have");
    }
    Segment segment = Segment.create(folder.segment(made + 1), segmentSize);
    made++;
    bytes += segmentSize;
    return segment;
  }

  /** Why there was no room when there was none. */
  public synchronized String lastFault() {
    return lastFault;
  }

  /** Makes the next segment ahead of its need, and forces to the disk what was put so far. */
  public void keep() throws IOException {
    force();
    synchronized (this) {
      Segment active = segments.peekLast();
      if (!closed && next == null && active != null && active.end() > segmentSize / 2) {
        try {
          next = makeSegment();
        } catch (IOException full) {
          // Whoever needs it will meet the same, and count what is dropped.
          lastFault = String.valueOf(full.getMessage());
        }
      }
    }
  }

  /** Forces to the disk what was put so far. */
  public void force() {
    List<Segment> touched = new ArrayList<>();
    List<MappedByteBuffer> maps = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    long upTo;
    synchronized (this) {
      upTo = produced;
      unforcedBytes = 0;
      for (Segment segment : segments) {
        MappedByteBuffer map = segment.unforced();
        if (map != null) {
          touched.add(segment);
          maps.add(map);
          ends.add(segment.end());
        }
      }
    }
    maps.forEach(MappedByteBuffer::force);
    synchronized (this) {
      for (int i = 0; i < touched.size(); i++) {
        Segment segment = touched.get(i);
        segment.forced(ends.get(i));
        if (segment != segments.peekLast() && segment.unforced() == null) {
          segment.unmap();
        }
      }
      forced = Math.max(forced, upTo);
    }
  }

  /**
   * Records from {@code from} on, in order and without gaps, at most so many and about so heavy.
   * Empty when there is none; the first one's number can be greater than {@code from} when what lay
   * between was damaged on the disk.
   */
  public List<SpoolRecord> read(long from, int count, int weight) throws IOException {
    List<SpoolRecord> found = new ArrayList<>();
    long number = from;
    long heavy = 0;
    while (found.size() < count) {
      ByteBuffer records = recordsWith(number);
      if (records == null) {
        return found;
      }
      while (records.hasRemaining() && found.size() < count) {
        SpoolRecord record = Segment.next(records);
        if (record.sequence() < number) {
          continue;
        }
        if (record.sequence() > number && !found.isEmpty()) {
          return found;
        }
        heavy += record.weight();
        if (heavy > weight && !found.isEmpty()) {
          return found;
        }
        found.add(record);
        number = record.sequence() + 1;
        readAhead.goOnAt(number, records.position());
      }
    }
    return found;
  }

  /** The records of the first segment that reaches {@code number}, from near it on. */
  private synchronized @Nullable ByteBuffer recordsWith(long number) throws IOException {
    for (Segment segment : segments) {
      if (segment.last() >= number) {
        return readAhead.records(segment, number);
      }
    }
    return null;
  }

  /** Notes that the server has all up to {@code number}, and removes what is older than most. */
  public synchronized void acknowledge(long number) throws IOException {
    if (number <= durable) {
      return;
    }
    durable = number;
    folder.setDurable(number);
    removeOld(KEPT);
  }

  /** Removes segments of which the server has all; false when there was none. */
  private boolean removeOld(int keep) throws IOException {
    boolean removed = false;
    while (segments.size() > keep && segments.getFirst().last() <= durable) {
      Segment old = segments.removeFirst();
      old.delete();
      bytes -= old.size();
      removed = true;
    }
    return removed;
  }

  /** Notes that the server has no more than what is up to {@code number}. */
  public synchronized void fallBack(long number) {
    durable = number;
    folder.setDurable(number);
  }

  /** Where it lies, and what it is of. */
  public SpoolFolder folder() {
    return folder;
  }

  /** The number of the last record. */
  public synchronized long produced() {
    return produced;
  }

  /** The number up to which all is on the disk. */
  public synchronized long forced() {
    return Math.max(forced, durable);
  }

  /** The number up to which all is on the server. */
  public synchronized long durable() {
    return durable;
  }

  /** Whether another process has left it. */
  public boolean recovered() {
    return segmentSize == 0;
  }

  /** Takes no more records. */
  public synchronized void seal() {
    closed = true;
  }

  /** Removes all of it, once the server has all. */
  public synchronized void delete() throws IOException {
    closed = true;
    folder.delete();
  }

  /** Lets go of it and leaves it for later. */
  @Override
  public void close() throws IOException {
    seal();
    force();
    folder.close();
  }
}
