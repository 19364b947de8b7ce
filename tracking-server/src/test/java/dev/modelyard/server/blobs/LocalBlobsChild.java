package dev.modelyard.server.blobs;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A process of its own that writes blobs: to be killed, or on a disk of its own that is small. */
final class LocalBlobsChild implements AutoCloseable {
  private static final int MIB = 1 << 20;

  private final Process process;
  private final BufferedReader output;

  private LocalBlobsChild(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    output = process.inputReader();
  }

  /** Is in the middle of a write when this returns. */
  static LocalBlobsChild writingWithoutEnd(Path folder, UUID id) throws IOException {
    LocalBlobsChild child = new LocalBlobsChild(java("write", folder.toString(), id.toString()));
    if (!"WRITING".equals(child.output.readLine())) {
      throw new IOException("The child did not write");
    }
    return child;
  }

  static boolean canMount() throws IOException {
    try (LocalBlobsChild child = new LocalBlobsChild(inOwnNamespace("/tmp", List.of("true")))) {
      return child.process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException absent) {
      return false;
    }
  }

  /** What it says after it has written more than there is room for. */
  static String onADiskOfTwoMebibytes(Path folder) throws IOException {
    List<String> command = inOwnNamespace(folder.toString(), java("fill", folder.toString()));
    try (LocalBlobsChild child = new LocalBlobsChild(command)) {
      return String.join("\n", child.output.lines().toList());
    }
  }

  /** As kill -9 does. */
  void kill() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LocalBlobsChild.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> inOwnNamespace(String mountPoint, List<String> command) {
    String script = "mount -t tmpfs -o size=2m none \"$0\" && exec \"$@\"";
    List<String> all = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, mountPoint));
    all.addAll(command);
    return all;
  }

  /** The child's side. */
  public static void main(String[] args) throws IOException {
    LocalBlobs blobs = new LocalBlobs(Path.of(args[1]));
    if (args[0].equals("write")) {
      blobs.write(UUID.fromString(args[2]), new WithoutEnd(), -1);
    }
    try {
      blobs.write(UUID.randomUUID(), new ByteArrayInputStream(new byte[4 * MIB]), 4 * MIB);
    } catch (BlobStoreException failure) {
      System.out.println(failure.kind() + " " + failure.getMessage());
    }
    System.out.println("FILES " + files(Path.of(args[1])).size());
    blobs.write(UUID.randomUUID(), new ByteArrayInputStream(new byte[MIB]), MIB);
    System.out.println("THEN WRITTEN");
  }

  private static final class WithoutEnd extends InputStream {
    private int given;

    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      given += length;
      if (given == 2 * MIB) {
        System.out.println("WRITING");
      }
      return length;
    }
  }
}
