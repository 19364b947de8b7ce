package dev.modelyard.client.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int SEGMENT = 4_096;
  private static final byte[] KEY = "loss".getBytes(StandardCharsets.UTF_8);

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path root;

  private static Head.Start start(String stream) {
    return new Head.Start(
        stream, "http://h", "r", false, "e", "n", "u", 5, Map.of("k", "v \"quoted\" ü"));
  }

  private Spool create(String stream) throws IOException {
    return Spool.create(root, start(stream), SEGMENT, 1 << 20);
  }

  private static void fill(Spool spool, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(spool.metric(KEY, i, i, i)).isIn(Spool.Put.DONE, Spool.Put.DONE_AND_DUE);
    }
  }

  private Spool taken(String stream) throws IOException {
    return Spool.recover(root.resolve(stream)).orElseThrow();
  }

  private static List<Long> numbers(Spool spool, long from) throws IOException {
    return spool.read(from, 100_000, Integer.MAX_VALUE).stream()
        .map(SpoolRecord::sequence)
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().collect(Collectors.toList());
  }

  private List<Path> segments(String stream) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(stream))) {
      return files.filter(file -> file.toString().endsWith(".records")).sorted().toList();
    }
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    try (Spool spool = create("s")) {
      spool.metric(KEY, Double.NaN, -3, 7);
      spool.text(
          SpoolRecord.Kind.TAG,
          "t".getBytes(StandardCharsets.UTF_8),
          "ü".getBytes(StandardCharsets.UTF_8));
      List<SpoolRecord> read = spool.read(1, 10, 1 << 20);
      assertThat(read.get(0).kind()).isEqualTo(SpoolRecord.Kind.METRIC);
      assertThat(read.get(0).keyText()).isEqualTo("loss");
      assertThat(read.get(0).value()).isNaN();
      assertThat(read.get(0).step()).isEqualTo(-3);
      assertThat(read.get(0).time()).isEqualTo(7);
      assertThat(read.get(1).kind()).isEqualTo(SpoolRecord.Kind.TAG);
      assertThat(read.get(1).text()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
      assertThat(read.get(1).sequence()).isEqualTo(2);
    }
  }

  @Test
  void readsOnWhileMoreIsPut() throws IOException {
    try (Spool spool = create("s")) {
      long next = 1;
      for (int round = 0; round < 50; round++) {
        fill(spool, 37);
        List<Long> read = numbers(spool, next);
        assertThat(read).hasSize(37).startsWith(next);
        next += 37;
      }
    }
  }

  @Test
  void keepsOneSegmentMoreThanTheServerNeeds() throws IOException {
    try (Spool spool = create("s")) {
      fill(spool, 500);
      assertThat(segments("s")).hasSizeGreaterThan(5);
      spool.force();
      spool.acknowledge(400);
      assertThat(segments("s")).hasSizeLessThan(4);
      assertThat(numbers(spool, 401)).hasSize(100);
      spool.acknowledge(500);
      assertThat(segments("s")).hasSize(2);
      spool.fallBack(10);
      assertThat(spool.durable()).isEqualTo(10);
      List<Long> again = numbers(spool, 11);
      assertThat(again).hasSizeBetween(80, 200).endsWith(500L);
      fill(spool, 1);
      assertThat(numbers(spool, 501)).containsExactly(501L);
    }
  }

  @Test
  void givesUpWhatItKeptForWantOfRoom() throws IOException {
    try (Spool spool = Spool.create(root, start("s"), SEGMENT, 2 * SEGMENT)) {
      while (spool.metric(KEY, 1, 1, 1) != Spool.Put.FULL) {
        // until both segments are full
      }
      spool.acknowledge(spool.produced());
      assertThat(segments("s")).hasSize(2);
      spool.keep();
      fill(spool, 50);
      assertThat(segments("s")).hasSize(2);
    }
  }

  @Test
  void readsFromTheFileWhatIsForcedAndFull() throws IOException {
    try (Spool spool = create("s")) {
      fill(spool, 500);
      spool.force();
      assertThat(spool.forced()).isEqualTo(500);
      assertThat(numbers(spool, 1)).isEqualTo(upTo(500));
    }
  }

  @Test
  void holdsNoMoreThanItMay() throws IOException {
    try (Spool spool = Spool.create(root, start("s"), SEGMENT, 3 * SEGMENT)) {
      long taken = 0;
      while (spool.metric(KEY, 1, 1, 1) != Spool.Put.FULL) {
        taken++;
      }
      assertThat(segments("s")).hasSize(3);
      assertThat(spool.lastFault()).contains("may have");
      assertThat(spool.produced()).isEqualTo(taken);
      assertThat(numbers(spool, 1)).isEqualTo(upTo(taken));
    }
  }

  @Test
  void isTakenOverAsItWasLeft() throws IOException {
    Spool spool = create("s");
    fill(spool, 300);
    spool.acknowledge(120);
    spool.folder().head().setMadeId("made");
    spool.folder().head().setEnd("FAILED", 99);
    spool.close();
    try (Spool after = taken("s")) {
      assertThat(after.durable()).isEqualTo(120);
      assertThat(after.produced()).isEqualTo(300);
      assertThat(numbers(after, 121)).startsWith(121L).endsWith(300L).hasSize(180);
      assertThat(after.folder().head().madeId()).isEqualTo("made");
      assertThat(after.folder().head().status()).isEqualTo("FAILED");
      assertThat(after.folder().head().endTime()).isEqualTo(99);
      assertThat(after.folder().head().start().tags()).isEqualTo(Map.of("k", "v \"quoted\" ü"));
      assertThat(after.metric(KEY, 1, 1, 1)).isEqualTo(Spool.Put.CLOSED);
      after.acknowledge(300);
      after.delete();
    }
    assertThat(root.resolve("s")).doesNotExist();
  }

  @Test
  void leavesOutATornLastRecord() throws IOException {
    Spool spool = create("s");
    fill(spool, 20);
    spool.close();
    int length = recordLength();
    // As if the process had died, or the machine, before the last bytes of number 20 were there.
    damage("s", 0, 20 * length - 3);
    try (Spool after = taken("s")) {
      assertThat(numbers(after, 1)).isEqualTo(upTo(19));
      assertThat(after.produced()).isEqualTo(19);
    }
  }

  @Test
  void goesOnBehindADamagedSegment() throws IOException {
    Spool spool = create("s");
    fill(spool, 300);
    spool.close();
    damage("s", 1, recordLength() + 20);
    try (Spool after = taken("s")) {
      List<Long> first = numbers(after, 1);
      long lastGood = first.get(first.size() - 1);
      List<Long> rest = numbers(after, lastGood + 1);
      assertThat(first).isEqualTo(upTo(lastGood));
      assertThat(rest.get(0)).isGreaterThan(lastGood + 1);
      assertThat(rest).endsWith(300L);
    }
  }

  private static int recordLength() {
    return Segment.OVERHEAD + 1 + 3 * Long.BYTES + KEY.length;
  }

  private void damage(String stream, int segment, long place) throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(segments(stream).get(segment).toFile(), "rw")) {
      file.seek(place);
      int before = file.read();
      file.seek(place);
      file.write(before ^ 0x55);
    }
  }

  @Test
  void isHeldByOneAtATime() throws IOException {
    try (Spool spool = create("s")) {
      assertThat(SpoolFolder.left(root)).hasSize(1);
      assertThat(Spool.recover(root.resolve("s"))).isEmpty();
      fill(spool, 1);
    }
    taken("s").close();
  }

  @Test
  void takesRecordsOfAnInterruptedThread() throws IOException {
    try (Spool spool = create("s")) {
      Thread.currentThread().interrupt();
      fill(spool, 500);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(numbers(spool, 1)).isEqualTo(upTo(500));
    }
  }

  @Test
  void leavesNothingBehindWhenItCannotBeMade() {
    assertThatThrownBy(() -> Spool.create(root, start("s"), SEGMENT, SEGMENT - 1))
        .isInstanceOf(IOException.class);
    assertThat(root).isEmptyDirectory();
  }
}
