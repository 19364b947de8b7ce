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
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server for tests that checks signatures: s3proxy over a folder, as a process of its own,
 * started once per test run. The build puts it into {@code target/s3proxy}. Or the one at {@code
 * MODELYARD_TEST_S3_ENDPOINT}, with the credentials of the environment; buckets stay behind there.
 */
public final class S3Server {
  private static final Path PROGRAM = Path.of("target", "s3proxy").toAbsolutePath();
  private static final Path LOG = Path.of("target", "s3proxy.log").toAbsolutePath();
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static @Nullable S3Server instance;

  private final URI endpoint;
  private final S3Client client;

  private S3Server(URI endpoint) {
    this.endpoint = endpoint;
    client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .build();
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
    String bucket =
        "test-%d-%d".formatted(ProcessHandle.current().pid(), COUNTER.incrementAndGet());
    client().createBucket(create -> create.bucket(bucket));
    return new BlobLocation.S3(bucket, "some/prefix/", running().endpoint, null, true, true);
  }

  /** For a look, or worse, behind the back of the server under test. */
  public static S3Client client() {
    return running().client;
  }

  private static synchronized S3Server running() {
    if (instance == null) {
      String given = System.getenv("MODELYARD_TEST_S3_ENDPOINT");
      instance = new S3Server(given == null ? start() : URI.create(given));
    }
    return instance;
  }

  private static URI start() {
    // Where the SDK looks first; whatever credentials the developer has stay out of it.
    System.setProperty("aws.accessKeyId", "modelyard-test");
    System.setProperty("aws.secretAccessKey", "modelyard-test-secret");
    try {
      Path home = Files.createTempDirectory("modelyard-s3");
      int port = freePort();
      Path settings = home.resolve("s3proxy.properties");
      Files.writeString(
          settings,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v4
          s3proxy.identity=modelyard-test
          s3proxy.credential=modelyard-test-secret
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, Files.createDirectory(home.resolve("buckets"))));
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
              .redirectErrorStream(true)
              .redirectOutput(LOG.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
      waitUntilItAnswers(process, port);
      return URI.create("http://127.0.0.1:" + port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void waitUntilItAnswers(Process process, int port) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> accepts(port) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "s3proxy did not start: see " + LOG + "; has the build filled " + PROGRAM + "?");
    }
  }

  private static boolean accepts(int port) {
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
