package dev.modelyard.server.testing;

import static org.awaitility.Awaitility.await;

import dev.modelyard.server.blobs.BlobLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server for tests that checks signatures: s3proxy over a folder, as a process of its own,
 * started once per test run. The build puts it into {@code target/s3proxy}. The server under test
 * finds the credentials as system properties, where the SDK looks first.
 */
public final class S3Server {
  public static final String ACCESS_KEY = "modelyard-test";
  public static final String SECRET_KEY = "modelyard-test-secret";

  private static final Path PROGRAM = Path.of("target", "s3proxy").toAbsolutePath();
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static @Nullable S3Server instance;

  private final Path folder;
  private final int port;

  private S3Server(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** The settings for a bucket that nobody else uses. */
  public static Map<String, String> settings() {
    BlobLocation.S3 location = location();
    return Map.of(
        "MODELYARD_ARTIFACTS", location.toString(),
        "MODELYARD_S3_ENDPOINT", String.valueOf(location.endpoint()));
  }

  /** A bucket that nobody else uses, and a prefix in it. */
  public static BlobLocation.S3 location() {
    S3Server server = running();
    String bucket = "bucket-" + COUNTER.incrementAndGet();
    try {
      Files.createDirectory(server.folder.resolve(bucket));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return new BlobLocation.S3(bucket, "some/prefix/", server.endpoint(), null, true, true);
  }

  /** Where the objects of all buckets lie, for a look behind the server's back. */
  public static Path folder() {
    return running().folder;
  }

  private static synchronized S3Server running() {
    if (instance == null) {
      instance = start();
    }
    return instance;
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static S3Server start() {
    try {
      Path home = Files.createTempDirectory("modelyard-s3");
      Path folder = Files.createDirectory(home.resolve("buckets"));
      int port = freePort();
      Path settings = home.resolve("s3proxy.properties");
      Files.writeString(
          settings,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, ACCESS_KEY, SECRET_KEY, folder));
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:TieredStopAtLevel=1",
                      "-Dlogback.configurationFile=" + PROGRAM.resolve("logback.xml"),
                      "-cp",
                      PROGRAM + "/*",
                      "org.gaul.s3proxy.Main",
                      "--properties",
                      settings.toString()))
              .inheritIO()
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
      System.setProperty("aws.accessKeyId", ACCESS_KEY);
      System.setProperty("aws.secretAccessKey", SECRET_KEY);
      S3Server server = new S3Server(folder, port);
      server.waitUntilItAnswers(process);
      return server;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void waitUntilItAnswers(Process process) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> accepts() || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "s3proxy did not start: has the build filled " + PROGRAM + "?");
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void stop(Process process, Path home) {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
