package dev.modelyard.bench;

import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import dev.modelyard.client.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A million points on their way to their commit: through the SDK, and as batches of 1,000 that a
 * plain client puts into log-batch one after the other. Both use one connection; both take turns.
 * Prints {@code sdk SECONDS} and {@code log-batch SECONDS}, a line for each round.
 */
public final class Million {
  private static final int POINTS = 1_000_000;
  private static final int BATCH = 1_000;
  private static final String[] KEYS = {
    "loss", "accuracy", "precision", "recall", "f1", "rate", "norm", "val_loss", "val_f1", "seconds"
  };
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url = Spools.serverUrl();

  /** Rounds to warm up, then rounds that count. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int warmUps = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Million million = new Million();
    Path spool = Spools.create();
    try (Modelyard modelyard =
        Modelyard.connect(Settings.fromEnvironment().spool(spool).closeWait(PATIENCE))) {
      for (int round = -warmUps; round < rounds; round++) {
        double sdk = million.bySdk(modelyard);
        double plain = million.byLogBatch(modelyard);
        if (round >= 0) {
          System.out.printf("sdk %.3f%nlog-batch %.3f%n", sdk, plain);
        }
      }
    }
    Spools.delete(spool);
  }

  /** Sixteen digits or so, as losses have. */
  private static double value(int point) {
    return 1 / (1.0 + point);
  }

  private double bySdk(Modelyard modelyard) throws IOException {
    Run run = modelyard.experiment("bench").startRun("million");
    run.tag("bench", "sdk");
    require(run.flush(PATIENCE)); // the run is there
    long begin = System.nanoTime();
    for (int point = 0; point < POINTS; point++) {
      run.metric(KEYS[point % KEYS.length], value(point), point / KEYS.length);
    }
    Receipt receipt = run.flush(PATIENCE);
    double seconds = (System.nanoTime() - begin) / 1e9;
    require(receipt);
    require(run.end(RunStatus.FINISHED));
    check(modelyard, receipt.runId());
    return seconds;
  }

  private double byLogBatch(Modelyard modelyard) throws IOException, InterruptedException {
    Run made = modelyard.experiment("bench").startRun("million");
    made.tag("bench", "log-batch");
    String run = made.flush(PATIENCE).runId();
    long begin = System.nanoTime();
    for (int first = 0; first < POINTS; first += BATCH) {
      post(batch(run, first));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    require(made.end(RunStatus.FINISHED));
    check(modelyard, run);
    return seconds;
  }

  private static byte[] batch(String run, int first) {
    StringBuilder json = new StringBuilder(100 * BATCH);
    json.append("{\"run_id\":\"").append(run).append("\",\"metrics\":[");
    for (int point = first; point < first + BATCH; point++) {
      json.append(point == first ? "{\"key\":\"" : ",{\"key\":\"")
          .append(KEYS[point % KEYS.length])
          .append("\",\"value\":")
          .append(value(point))
          .append(",\"timestamp\":")
          .append(System.currentTimeMillis())
          .append(",\"step\":")
          .append(point / KEYS.length)
          .append('}');
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void post(byte[] body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/api/2.0/mlflow/runs/log-batch"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
  }

  private static void require(Receipt receipt) {
    if (!receipt.isComplete()) {
      throw new IllegalStateException(receipt.toString());
    }
  }

  /** Every point is there; one metric's are read and compared. */
  private static void check(Modelyard modelyard, String run) {
    String key = KEYS[0];
    long[] next = {0};
    modelyard
        .history(run, key)
        .forEach(
            point -> {
              long step = next[0]++;
              if (point.step() != step || point.value() != value((int) step * KEYS.length)) {
                throw new IllegalStateException(run + ": " + point + " instead of step " + step);
              }
            });
    long latest =
        modelyard.run(run).metrics().values().stream()
            .filter(point -> point.step() == POINTS / KEYS.length - 1)
            .count();
    if (next[0] != POINTS / KEYS.length || latest != KEYS.length) {
      throw new IllegalStateException(run + " has " + next[0] + " points of " + key);
    }
  }
}
