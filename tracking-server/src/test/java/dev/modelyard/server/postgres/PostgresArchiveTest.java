package dev.modelyard.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.StartupException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresArchiveTest {
  private Path folder = Path.of("");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

  @BeforeEach
  void useAFreshFolder(@TempDir Path fresh) {
    folder = fresh;
  }

  @ParameterizedTest
  @CsvSource({"Linux,amd64", "Linux,aarch64"})
  void isThereForThePlatformsWeShip(String os, String processor) {
    assertThat(PostgresArchive.forMachine(os, processor)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"Windows 11,amd64", "Linux,riscv64", "FreeBSD,amd64"})
  void elsewhereTheStartSaysToSetADatabaseUrl(String os, String processor) {
    assertThatThrownBy(() -> PostgresArchive.forMachine(os, processor))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(os)
        .hasMessageContaining(processor)
        .hasMessageContaining("MODELYARD_DATABASE_URL");
  }

  @Test
  void keepsLinksAndMarksExecutables() throws IOException {
    file("bin/program", 0755);
    file("lib/library.so.1", 0644);
    link("lib/library.so", "library.so.1");
    unpack();
    assertThat(folder.resolve("bin/program")).isExecutable().hasContent("content");
    assertThat(Files.isExecutable(folder.resolve("lib/library.so.1"))).isFalse();
    assertThat(Files.readSymbolicLink(folder.resolve("lib/library.so")))
        .isEqualTo(Path.of("library.so.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "lib/../../outside", "/outside"})
  void refusesFilesOutsideOfTheFolder(String name) throws IOException {
    file(name, 0644);
    assertThatThrownBy(this::unpack).hasMessageContaining(name);
    assertThat(folder.resolveSibling("outside")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../outside", "/etc/passwd"})
  void refusesLinksOutOfTheFolder(String target) throws IOException {
    link("link", target);
    assertThatThrownBy(this::unpack).hasMessageContaining(target);
    assertThat(folder).isEmptyDirectory();
  }

  private void file(String name, int mode) throws IOException {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private void link(String name, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private void unpack() throws IOException {
    tar.close();
    PostgresArchive.unpack(new ByteArrayInputStream(bytes.toByteArray()), folder);
  }
}
