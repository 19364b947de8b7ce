package dev.modelyard.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.modelyard.server.blobs.BlobStoreException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about a folder. */
class LocalFolderTest {
  private final Path temporary;
  private final Path folder;
  private LocalBlobs blobs;

  LocalFolderTest(@TempDir Path temporary) {
    this.temporary = temporary;
    folder = temporary.resolve("made/of/it");
    blobs = new LocalBlobs(folder);
  }

  @Test
  void keepsOthersOut() throws IOException {
    UUID id = UUID.randomUUID();
    blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
        .isEqualTo("rw-------");
  }

  @Test
  void findsWhatAnEarlierServerWrote() throws IOException {
    UUID id = UUID.randomUUID();
    blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    blobs = new LocalBlobs(folder);
    assertThat(BlobsContract.read(blobs, id, 0, 10)).isEqualTo(BlobsContract.bytes(10));
  }

  @Test
  void leavesNoFileOfAStreamThatBreaks() throws IOException {
    assertThatThrownBy(
            () -> blobs.write(UUID.randomUUID(), BlobsContract.breaking(BlobsContract.MIB), -1))
        .hasMessage("the line went dead");
    assertThat(files()).isEmpty();
  }

  @Test
  void hidesAWriteUntilItIsDoneAndDeletesWhatAKillLeft() throws IOException {
    UUID id = UUID.randomUUID();
    try (LocalBlobsChild child = LocalBlobsChild.writingWithoutEnd(folder, id)) {
      BlobsContract.assertMissing(blobs, id, 0, 1);
      child.kill();
    }
    assertThat(files()).hasSize(1);
    BlobsContract.assertMissing(blobs, id, 0, 1);
    blobs.delete(id);
    assertThat(files()).isEmpty();
  }

  @Test
  void saysThatTheDiskIsFullAndGivesTheRoomBack() throws IOException {
    assumeTrue(LocalBlobsChild.canMount(), "needs the right to mount in a namespace of its own");
    assertThat(LocalBlobsChild.onADiskOfTwoMebibytes(temporary))
        .contains("FULL")
        .contains("make room on the disk of " + temporary)
        .contains("FILES 0")
        .contains("THEN WRITTEN");
  }

  @Test
  void saysThatBytesWereTakenAway() throws IOException {
    UUID id = UUID.randomUUID();
    blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    Files.delete(files().get(0));
    assertThatThrownBy(() -> BlobsContract.read(blobs, id, 0, 10))
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("have been lost");
  }

  @Test
  void followsNoLinks() throws IOException {
    UUID id = UUID.randomUUID();
    blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    Path file = files().get(0);
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertUnavailable(() -> BlobsContract.read(blobs, id, 0, 10), file.toString());

    Path shard = file.resolveSibling(".");
    Path linked = shard.normalize();
    Files.delete(file);
    Files.delete(linked);
    Files.createSymbolicLink(linked, Files.createDirectory(temporary.resolve("other")));
    assertUnavailable(() -> BlobsContract.read(blobs, id, 0, 10), "no link");
    assertUnavailable(
        () -> blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10), "no link");
    assertUnavailable(() -> blobs.delete(id), "no link");
    assertUnavailable(() -> new LocalBlobs(folder), "no link");
  }

  @Test
  void namesAFolderThatCannotBe() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertUnavailable(() -> new LocalBlobs(file.resolve("below")), file.toString());
    assertUnavailable(() -> new LocalBlobs(file), file.toString());
    assertUnavailable(() -> new LocalBlobs(Path.of("/proc/modelyard")), "/proc/modelyard");
  }

  @Test
  void findsInItsCheckThatTheFolderWentAway() throws IOException {
    Path aside = temporary.resolve("aside");
    Files.move(folder, aside);
    Files.createDirectory(folder);
    assertUnavailable(blobs::check, "is the disk of " + folder + " mounted?");
    Files.delete(folder);
    Files.move(aside, folder);
    blobs.check();
    assertThat(files()).isEmpty();
  }

  @Test
  void lendsDirectBuffersThatTheKernelCanReadFrom() throws IOException {
    UUID id = UUID.randomUUID();
    blobs.write(id, new ByteArrayInputStream(BlobsContract.bytes(10)), 10);
    blobs.read(id, 0, 10, bytes -> assertThat(bytes).matches(ByteBuffer::isDirect));
  }

  private static void assertUnavailable(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BlobStoreException.class,
            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageContaining(message);
  }

  private List<Path> files() throws IOException {
    return LocalBlobsChild.files(folder);
  }
}
