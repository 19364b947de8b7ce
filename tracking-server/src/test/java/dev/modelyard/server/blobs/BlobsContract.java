package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import dev.modelyard.server.testing.AtOnce;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of bytes must do. One subclass for each runs all of it. */
abstract class BlobsContract {
  static final int MIB = 1 << 20;

  /** The store under test, empty or not. */
  abstract Blobs blobs();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 128 * 1024, 128 * 1024 + 1, MIB, MIB + 1, 20 * MIB + 7})
  void givesBackWhatWasWritten(int length) throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(length);
    blobs().write(id, new ByteArrayInputStream(bytes), length);
    assertThat(read(id, 0, length)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 128 * 1024, 5 * MIB, 20 * MIB + 7})
  void takesBytesWhoseNumberNobodyKnows(int length) throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(length);
    blobs().write(id, new ByteArrayInputStream(bytes), -1);
    assertThat(read(id, 0, length)).isEqualTo(bytes);
  }

  @Test
  void takesBytesThatComeInDrops() throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(70_000);
    blobs().write(id, drops(bytes), bytes.length);
    assertThat(read(id, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void givesAnyRange() throws IOException {
    UUID id = UUID.randomUUID();
    byte[] bytes = bytes(3 * MIB);
    blobs().write(id, new ByteArrayInputStream(bytes), bytes.length);
    for (int[] range :
        new int[][] {{0, 1}, {0, 0}, {5, 10}, {MIB - 1, 2 * MIB}, {3 * MIB - 1, 1}, {3 * MIB, 0}}) {
      byte[] expected = Arrays.copyOfRange(bytes, range[0], range[0] + range[1]);
      assertThat(read(id, range[0], range[1])).isEqualTo(expected);
    }
  }

  @Test
  void saysThatBytesAreMissing() throws IOException {
    UUID id = UUID.randomUUID();
    assertMissing(id, 0, 10);
    assertMissing(id, 0, 0);
    blobs().write(id, new ByteArrayInputStream(bytes(10)), 10);
    assertMissing(id, 0, 11);
    assertMissing(id, 10, 1);
    assertMissing(id, 5, 100);
  }

  @Test
  void deletesTwiceWhatIsThereOnce() throws IOException {
    UUID id = UUID.randomUUID();
    blobs().write(id, new ByteArrayInputStream(bytes(10)), 10);
    blobs().delete(id);
    assertMissing(id, 0, 10);
    blobs().delete(id);
  }

  @Test
  void deletesOnlyWhatIsNamed() throws IOException {
    UUID kept = UUID.randomUUID();
    blobs().write(kept, new ByteArrayInputStream(bytes(10)), 10);
    blobs().delete(new UUID(kept.getMostSignificantBits() + 1, kept.getLeastSignificantBits()));
    assertThat(read(kept, 0, 10)).isEqualTo(bytes(10));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 3 * MIB, 20 * MIB})
  void leavesNothingOfAStreamThatBreaks(int length) {
    for (long announced : new long[] {length, -1}) {
      UUID id = UUID.randomUUID();
      assertThatThrownBy(() -> blobs().write(id, breaking(length / 2), announced))
          .isInstanceOf(IOException.class)
          .hasMessage("the line went dead");
      assertMissing(id, 0, 1);
    }
  }

  @Test
  void letsTheFailureOfASinkThrough() throws IOException {
    UUID id = UUID.randomUUID();
    blobs().write(id, new ByteArrayInputStream(bytes(MIB)), MIB);
    assertThatThrownBy(
            () ->
                blobs()
                    .read(
                        id,
                        0,
                        MIB,
                        bytes -> {
                          throw new IOException("nobody listens");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("nobody listens");
    assertThat(read(id, 0, MIB)).isEqualTo(bytes(MIB));
  }

  @Test
  void servesManyAtOnce() throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int length = i * 40_000;
      work.add(
          () -> {
            givesBackWhatWasWritten(length);
            takesBytesWhoseNumberNobodyKnows(length);
            return null;
          });
    }
    AtOnce.run(16, work);
  }

  @Test
  void passesItsOwnCheck() {
    blobs().check();
  }

  private byte[] read(UUID id, long offset, long length) throws IOException {
    return read(blobs(), id, offset, length);
  }

  private void assertMissing(UUID id, long offset, long length) {
    assertMissing(blobs(), id, offset, length);
  }

  static byte[] read(Blobs blobs, UUID id, long offset, long length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blobs.read(id, offset, length, bytes -> out.write(copy(bytes)));
    return out.toByteArray();
  }

  static void assertMissing(Blobs blobs, UUID id, long offset, long length) {
    assertThatThrownBy(() -> blobs.read(id, offset, length, bytes -> {}))
        .isInstanceOfSatisfying(
            BlobStoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.MISSING));
  }

  static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static InputStream drops(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, 7));
      }
    };
  }

  /** Gives so many bytes and then fails. */
  static InputStream breaking(int after) {
    return new FilterInputStream(new ByteArrayInputStream(bytes(after))) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count < 0) {
          throw new IOException("the line went dead");
        }
        return count;
      }
    };
  }
}
