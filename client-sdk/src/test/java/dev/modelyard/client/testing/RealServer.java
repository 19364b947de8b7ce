package dev.modelyard.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server as users run it: the built jar, a process of its own with its own PostgreSQL. Started
 * once for all tests; it may be killed and started again.
 */
public final class RealServer {
  private static final Path JAR = Path.of(System.getProperty("modelyard.jar", ""));
  private static @Nullable RealServer shared;

  private final Path folder;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  private RealServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** The one that all tests share; it is up. */
  public static synchronized RealServer shared() {
    if (shared == null) {
      if (!Files.exists(JAR)) {
        throw new IllegalStateException(JAR + " is not built: run ./modelyard build");
      }
      try {
        Path folder = Files.createTempDirectory("modelyard-sdk");
        // Run as root, PostgreSQL becomes another user, who must get in.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        // A build beside the tests may replace the jar, which no running Java survives.
        Files.copy(JAR, folder.resolve("modelyard.jar"));
        RealServer made = new RealServer(folder, freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(made::end));
        made.start();
        shared = made;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return shared;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it and waits until it is ready. */
  public void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            folder.resolve("modelyard.jar").toString(),
            "server");
    builder.environment().keySet().removeIf(name -> name.startsWith("MODELYARD_"));
    builder.environment().put("MODELYARD_LISTEN", "127.0.0.1:" + port);
    builder.environment().put("MODELYARD_DATA_DIR", folder.resolve("data").toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("log").toFile());
    Process started = builder.start();
    process = started;
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!isReady()) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("not started: " + Files.readString(folder.resolve("log")));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    try {
      return get("/ready").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Kills it as kill -9 does. */
  public void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  private void end() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      running.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    running.destroyForcibly();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException leftBehind) {
      // in the system's folder of temporary files
    }
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url() + path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** What MLflow's API says, asked by hand: names and values of parameters in turn. */
  public String ask(String call, String... parameters) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      pairs.add(parameters[i] + "=" + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return get("/api/2.0/mlflow/" + call + "?" + String.join("&", pairs)).body();
  }

  /** The id of the experiment of a run. */
  public String experimentOf(String runId) {
    Matcher experiment = Pattern.compile("\"experiment_id\":\"(\\d+)\"").matcher(run(runId));
    if (!experiment.find()) {
      throw new AssertionError(run(runId));
    }
    return experiment.group(1);
  }

  /** The content of a file of a run, as a text. */
  public String file(String runId, String path) {
    String query = "run_id=" + runId + "&path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    HttpResponse<String> answer = get("/get-artifact?" + query);
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.body();
  }

  /** How many runs of that name are in the experiment of a run. */
  public int countOfRuns(String runId, String name) {
    String found =
        tell(
            "runs/search",
            "{\"experiment_ids\":[\""
                + experimentOf(runId)
                + "\"],\"filter\":\"attributes.run_name = '"
                + name
                + "'\"}");
    return found.split("\"run_uuid\"", -1).length - 1;
  }

  /** Does what MLflow's API can do. */
  public String tell(String call, String json) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url() + "/api/2.0/mlflow/" + call))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.body();
  }

  /** Changes the database behind the server's back. */
  public void sql(String statement) throws IOException, SQLException {
    Path data = folder.resolve("data");
    List<String> pidFile;
    try (Stream<Path> files = Files.find(data, 2, (path, of) -> path.endsWith("postmaster.pid"))) {
      pidFile = Files.readAllLines(files.findFirst().orElseThrow());
    }
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + pidFile.get(3) + "/modelyard",
                "modelyard",
                Files.readString(data.resolve("postgres-password")).strip());
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  /** The steps of a metric's points as they are stored, in the order of the history. */
  public List<Long> steps(String runId, String key) {
    String history = ask("metrics/get-history", "run_id", runId, "metric_key", key);
    return numbers(history, "step");
  }

  /** The values of a field of numbers, wherever it stands. */
  public static List<Long> numbers(String json, String field) {
    List<Long> found = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"" + field + "\":(-?\\d+)").matcher(json);
    while (matcher.find()) {
      found.add(Long.valueOf(matcher.group(1)));
    }
    return found;
  }

  public String run(String runId) {
    return ask("runs/get", "run_id", runId);
  }

  /** A run as its params, tags and info stand in the answer, by key. */
  public Map<String, String> texts(String runId) {
    Map<String, String> found = new TreeMap<>();
    Matcher matcher =
        Pattern.compile("\"key\":\"([^\"]*)\",\"value\":\"([^\"]*)\"").matcher(run(runId));
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }
}
