package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OneLastReadTest {
  private static final int ASKED = 4_096;

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 2_047, 2_048, 2_049, 4_095, 4_096, 4_097, 6_144, 6_145, 16_383, 16_384, 16_385,
        30_720, 100_000, 1_048_576
      })
  void givesAllBytesAndTheLastOfThemAtOnce(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    List<Integer> counts = new ArrayList<>();
    try (InputStream in = new OneLastRead(new InPieces(bytes))) {
      byte[] into = new byte[ASKED];
      for (int count = in.read(into, 0, ASKED); count >= 0; count = in.read(into, 0, ASKED)) {
        assertThat(count).isPositive();
        counts.add(count);
        read.write(into, 0, count);
      }
    }
    assertThat(read.toByteArray()).isEqualTo(bytes);
    if (size > 0) {
      assertThat(counts.get(counts.size() - 1)).isGreaterThanOrEqualTo(Math.min(size, 2_048));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 5_000})
  void givesAllBytesWhateverIsAskedFor(int asked) throws IOException {
    byte[] bytes = new byte[20_000];
    new Random(asked).nextBytes(bytes);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = new OneLastRead(new InPieces(bytes))) {
      byte[] into = new byte[asked];
      for (int count = in.read(into); count >= 0; count = in.read(into)) {
        read.write(into, 0, count);
      }
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(read.toByteArray()).isEqualTo(bytes);
  }

  /** Gives at most 700 bytes at a time, and the last 90 one by one. */
  private static final class InPieces extends ByteArrayInputStream {
    InPieces(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return super.read(into, offset, available() <= 90 ? 1 : Math.min(length, 700));
    }
  }
}
