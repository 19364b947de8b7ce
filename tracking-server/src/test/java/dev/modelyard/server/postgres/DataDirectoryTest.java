package dev.modelyard.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private Path folder = Path.of("");

  @BeforeEach
  void useAFreshFolder(@TempDir Path fresh) {
    folder = fresh;
  }

  @Test
  void createsTheFolderForItsOwnerOnly() throws IOException {
    Path path = folder.resolve("deep/data");
    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.path()).isEqualTo(path.toRealPath());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void refusesASecondServerOfTheSameProcessByWhateverPath() throws IOException {
    Path path = folder.resolve("data");
    try (DataDirectory held = DataDirectory.open(path)) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), path);
      for (Path other : new Path[] {path, link}) {
        assertThatThrownBy(() -> DataDirectory.open(other))
            .isInstanceOf(StartupException.class)
            .hasMessageContaining(held.path().toString())
            .hasMessageContaining("pid " + ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void refusesASecondServerOfAnotherProcess() throws Exception {
    Path path = folder.resolve("data");
    try (ChildServer child = ChildServer.holdingLockOf(path)) {
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(path.toRealPath().toString())
          .hasMessageContaining("pid " + child.pid());
    }
  }

  @Test
  void aRefusedSecondServerDoesNotTakeTheLockFromTheFirst() throws Exception {
    Path path = folder.resolve("data");
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThatThrownBy(() -> DataDirectory.open(path)).isInstanceOf(StartupException.class);
      assertThatThrownBy(() -> ChildServer.holdingLockOf(held.path()))
          .hasMessageContaining("is in use by another Modelyard server");
    }
  }

  @Test
  void canBeOpenedAgainAfterClose() {
    Path path = folder.resolve("data");
    DataDirectory.open(path).close();
    DataDirectory.open(path).close();
  }

  @Test
  void namesAPathThatIsNoFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("MODELYARD_DATA_DIR");
  }
}
