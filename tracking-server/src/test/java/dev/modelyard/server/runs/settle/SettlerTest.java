package dev.modelyard.server.runs.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Latest values move to where they are indexed once they rest, and nobody can tell. */
class SettlerTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final InstantSource CLOCK = InstantSource.system();

  private static Client client;
  private static TestSql sql;
  private static Database database;

  @BeforeAll
  static void connect() {
    client = server.client();
    sql = new TestSql(server.database());
    database = Database.open(server.database(), 2, false, new Measures().database());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** A point, in the order of which the greatest is the latest. */
  private record Point(long step, long timestamp, double value) implements Comparable<Point> {
    private static final Comparator<Point> ORDER =
        Comparator.comparingLong(Point::step)
            .thenComparingLong(Point::timestamp)
            .thenComparingDouble(Point::value);

    @Override
    public int compareTo(Point other) {
      return ORDER.compare(this, other);
    }

    String json(String key) {
      return "{\"key\":\"%s\",\"value\":%s,\"timestamp\":%d,\"step\":%d}"
          .formatted(key, value, timestamp, step);
    }
  }

  private static void log(String run, String metrics) {
    Client.Reply reply =
        client.post("runs/log-batch", "{\"run_id\":\"" + run + "\",\"metrics\":[" + metrics + "]}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }

  private static void log(String run, String key, Point point) {
    log(run, point.json(key));
  }

  private static void end(String run, String status) {
    Client.Reply reply =
        client.post("runs/update", "{\"run_id\":\"" + run + "\",\"status\":\"" + status + "\"}");
    assertThat(reply.status()).isEqualTo(200);
  }

  private static void awaitSettled(String run) {
    sql.awaitSettled("run_id = '" + run + "'");
  }

  private static long live(String run) {
    return rows("metric_live", run);
  }

  private static long settled(String run) {
    return rows("latest_metric", run);
  }

  private static long rows(String table, String run) {
    return sql.number("SELECT count(*) FROM " + table + " WHERE run_id = '" + run + "'");
  }

  /** A run whose metric m has settled at step 5, time 5, value 5. */
  private static String settledRun() {
    String run = client.run("0");
    log(run, "m", new Point(5, 5, 5));
    end(run, "FINISHED");
    awaitSettled(run);
    return run;
  }

  private static Settler settlerAt(InstantSource clock) {
    return new Settler(database, new Measures().job("settler"), clock);
  }

  /** Settles all that was ever written. */
  private static void settleAll() {
    settlerAt(CLOCK).sweep(Duration.ofHours(-1));
  }

  private static Point latest(String run, String key) {
    List<JsonNode> found =
        client
            .getRun(run)
            .at("/data/metrics")
            .valueStream()
            .filter(metric -> metric.path("key").asText().equals(key))
            .toList();
    assertThat(found).as("metric " + key).hasSize(1);
    JsonNode metric = found.get(0);
    return new Point(
        metric.path("step").asLong(),
        metric.path("timestamp").asLong(),
        metric.path("value").asDouble());
  }

  @Test
  void theValuesOfARunThatEndsSettle() {
    for (String status : List.of("FINISHED", "FAILED", "KILLED")) {
      String run = client.run("0");
      String other = client.run("0");
      log(run, new Point(1, 1, 1).json("a") + "," + new Point(1, 1, 2).json("b"));
      log(other, "a", new Point(1, 1, 1));
      assertThat(settled(run)).isZero();
      end(run, status);

      awaitSettled(run);
      assertThat(settled(run)).isEqualTo(2);
      assertThat(latest(run, "b")).isEqualTo(new Point(1, 1, 2));
      assertThat(live(other)).isEqualTo(1);
    }
  }

  @Test
  void aRunThatIsOnlyScheduledHasNotEnded() {
    String scheduled = client.run("0");
    log(scheduled, "m", new Point(1, 1, 1));
    end(scheduled, "SCHEDULED");

    settledRun(); // whatever came before it has been seen to
    assertThat(live(scheduled)).isEqualTo(1);
  }

  @Test
  void whatWasNotWrittenForAWhileSettles() {
    String idle = client.run("0");
    log(idle, "m", new Point(1, 1, 1));
    settlerAt(InstantSource.offset(CLOCK, Duration.ofSeconds(61))).sweep(Settler.IDLE);

    assertThat(live(idle)).isZero();
    assertThat(settled(idle)).isEqualTo(1);
    assertThat(latest(idle, "m")).isEqualTo(new Point(1, 1, 1));
  }

  /** Whoever follows runs finds newer points only while they are live. */
  @Test
  void settlingIsAChangeOfTheRun() {
    String idle = client.run("0");
    log(idle, "m", new Point(1, 1, 1));
    String changed = "SELECT changed::text FROM run WHERE run_id = '" + idle + "'";
    String before = sql.text(changed);
    settleAll();

    assertThat(sql.text(changed)).isNotEqualTo(before);
  }

  @Test
  void whatWasJustWrittenStays() {
    String busy = client.run("0");
    log(busy, "m", new Point(1, 1, 1));
    settlerAt(CLOCK).sweep(Settler.IDLE);

    assertThat(live(busy)).isEqualTo(1);
    assertThat(settled(busy)).isZero();
  }

  @Test
  void eachValueRestsByItself() {
    String run = client.run("0");
    log(run, new Point(1, 1, 1).json("idle") + "," + new Point(1, 1, 1).json("busy"));
    sql.execute("UPDATE metric_live SET written = written - 100000 WHERE run_id = '" + run + "'");
    log(run, "busy", new Point(2, 1, 1));
    settlerAt(CLOCK).sweep(Settler.IDLE);

    assertThat(sql.number("SELECT count(*) FROM metric_live WHERE key = 'busy'")).isEqualTo(1);
    assertThat(sql.number("SELECT count(*) FROM metric_live WHERE key = 'idle'")).isZero();
  }

  @Test
  void aLaterPointWinsAfterTheRunEnded() {
    for (Point later :
        List.of(new Point(6, 0, 0), new Point(5, 6, 0), new Point(5, 5, 6), new Point(7, 9, 0))) {
      String run = settledRun();
      log(run, "m", later);

      assertThat(live(run)).isEqualTo(1);
      assertThat(latest(run, "m")).isEqualTo(later);
      settleAll();
      assertThat(live(run)).isZero();
      assertThat(settled(run)).isEqualTo(1);
      assertThat(latest(run, "m")).isEqualTo(later);
    }
  }

  @Test
  void anEarlierPointLosesAfterTheRunEnded() {
    for (Point earlier :
        List.of(new Point(4, 9, 9), new Point(5, 4, 9), new Point(5, 5, 4), new Point(5, 5, 5))) {
      String run = settledRun();
      log(run, "m", earlier);

      assertThat(latest(run, "m")).isEqualTo(new Point(5, 5, 5));
      settleAll();
      assertThat(live(run)).isZero();
      assertThat(settled(run)).isEqualTo(1);
      assertThat(latest(run, "m")).isEqualTo(new Point(5, 5, 5));
    }
  }

  @Test
  void aRunThatEndsAgainSettlesAgain() {
    String run = settledRun();
    end(run, "RUNNING");
    log(run, "m", new Point(6, 6, 6));
    end(run, "FINISHED");

    awaitSettled(run);
    assertThat(settled(run)).isEqualTo(1);
    assertThat(latest(run, "m")).isEqualTo(new Point(6, 6, 6));
  }

  /** Many values of one run; the server itself lets them rest for a minute more. */
  private static void fill(String run) {
    sql.execute(
        """
        INSERT INTO metric_live
          (run_id, key, experiment_id, start_time, step, ts, value, is_nan, written)
        SELECT '%s', 'k' || i, 0, 1, 1, 1, i, false, %d FROM generate_series(1, 10500) i
        """
            .formatted(run, CLOCK.millis()));
  }

  @Test
  @Timeout(15) // half a second, or half a minute: no counter tells how often two rows were compared
  void aSweepAfterManySweepsOfNothingComparesEachValueOnce() {
    String run = client.run("0");
    settleAll();
    sql.execute("VACUUM ANALYZE metric_live");
    try (Database own = Database.open(server.database(), 1, false, new Measures().database())) {
      Settler settler =
          new Settler(
              own, new Measures().job("settler"), InstantSource.offset(CLOCK, Duration.ofHours(1)));
      for (int i = 0; i < 10; i++) {
        settler.sweep(Settler.IDLE);
      }
      fill(run);
      settler.sweep(Settler.IDLE);
    }

    assertThat(settled(run)).isEqualTo(10_500);
  }

  /** What a thread logged, and that it always read at least that. */
  private Point logAndRead(List<String> runs, int thread) {
    Random random = new Random(thread);
    Point greatest = new Point(Long.MIN_VALUE, 0, 0);
    for (int i = 0; i < 30; i++) {
      Point point = new Point(random.nextInt(50), random.nextInt(3), random.nextInt(1_000));
      greatest = point.compareTo(greatest) > 0 ? point : greatest;
      for (String run : runs) {
        log(run, point.json("a") + "," + point.json("b") + "," + point.json("own" + thread));
      }
      for (String run : runs) {
        assertThat(latest(run, "a")).isGreaterThanOrEqualTo(greatest);
        assertThat(latest(run, "b")).isGreaterThanOrEqualTo(greatest);
        assertThat(latest(run, "own" + thread)).isEqualTo(greatest);
      }
    }
    return greatest;
  }

  @Test
  void writersAndReadersDoNotNoticeThatValuesSettle() throws Exception {
    List<String> runs = List.of(client.run("0"), client.run("0"));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(11);
    try {
      List<Future<Integer>> sweepers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        sweepers.add(threads.submit(() -> sweep(done)));
      }
      // Ended runs settle by another statement.
      Future<Integer> ender = threads.submit(() -> endAgainAndAgain(runs, done));
      List<Future<Point>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int thread = i;
        writers.add(threads.submit(() -> logAndRead(runs, thread)));
      }
      List<Point> greatest = new ArrayList<>();
      for (Future<Point> writer : writers) {
        greatest.add(writer.get());
      }
      done.set(true);
      for (Future<Integer> sweeper : sweepers) {
        assertThat(sweeper.get()).as("sweeps").isGreaterThan(20);
      }
      assertThat(ender.get()).as("ends").isGreaterThan(20);

      settleAll();
      for (String run : runs) {
        assertThat(live(run)).isZero();
        assertThat(settled(run)).isEqualTo(2 + 8);
        Point latest = greatest.stream().max(Comparator.naturalOrder()).orElseThrow();
        assertThat(latest(run, "a")).isEqualTo(latest);
        assertThat(latest(run, "b")).isEqualTo(latest);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private static int sweep(AtomicBoolean done) {
    int sweeps = 0;
    for (; !done.get(); sweeps++) {
      settleAll();
    }
    return sweeps;
  }

  private static int endAgainAndAgain(List<String> runs, AtomicBoolean done) {
    int ends = 0;
    for (; !done.get(); ends++) {
      end(runs.get(ends % runs.size()), "FINISHED");
    }
    return ends;
  }
}
