package dev.modelyard.client;

import dev.modelyard.client.send.Keeper;
import dev.modelyard.client.send.LeftOvers;
import dev.modelyard.client.wire.Calls;
import dev.modelyard.client.wire.Http;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.ServerFailure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The way to a Modelyard server, or to a stock MLflow server with its weaker guarantees. Open one
 * for a process and close it at the end. Thread-safe.
 *
 * <pre>{@code
 * try (Modelyard modelyard = Modelyard.connect();
 *     Run run = modelyard.experiment("iris").startRun("baseline")) {
 *   run.param("depth", 4);
 *   run.metric("loss", 0.25, 1);
 * }
 * }</pre>
 *
 * <p><b>What is promised.</b> Nothing here waits for the server but what says so, and no logging
 * call throws, unless asked for by {@link Settings#strict()}. Once a logging call has returned, its
 * record is in a file that is mapped into memory: it survives this process however that ends, and
 * within a second, or a MiB, it is forced to the disk. A background thread sends it, through
 * failures and restarts of the server, for as long as it takes. What is left when the process ends
 * is sent by the next one that connects to the same server with the same spool folder.
 *
 * <p>On a Modelyard server each record counts <b>exactly once</b>, whatever was sent again, and an
 * older tag never overwrites a newer one of the same {@link Run} object. On a stock MLflow server
 * records arrive <b>at least once</b>: points and params that are repeated change nothing there,
 * but a tag that is sent again can overwrite what somebody else has set meanwhile.
 */
public final class Modelyard implements AutoCloseable {
  private final Settings settings;
  private final Server server;
  private final Keeper keeper = new Keeper();
  private final LeftOvers leftOvers;
  private final Set<Run> open = ConcurrentHashMap.newKeySet();

  private Modelyard(Settings settings) {
    this.settings = settings;
    server = new Server(new Http(settings.url(), settings.authorization()));
    leftOvers =
        new LeftOvers(
            settings.spool(), url -> url.equals(settings.url()) ? server : null, settings.pace());
    keeper.start();
    Thread thread = new Thread(leftOvers, "modelyard-left-overs");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Connects to the server that the environment names; see {@link Settings#fromEnvironment()}. Does
   * not wait for it.
   */
  public static Modelyard connect() {
    return connect(Settings.fromEnvironment());
  }

  /**
   * Connects to the server at an address, with the environment's credentials. Does not wait for it.
   *
   * @throws IllegalArgumentException when it is no address of a server
   */
  public static Modelyard connect(String url) {
    return connect(Settings.fromEnvironment().url(url));
  }

  /** Connects as the settings say. Does not wait for the server. */
  public static Modelyard connect(Settings settings) {
    return new Modelyard(settings);
  }

  /** The experiment of that name; it is made when its first run is, unless it is there. */
  public Experiment experiment(String name) {
    return new Experiment(this, name);
  }

  /**
   * Goes on with a run that is there, or will be once its spool is sent. Its status stays as it is
   * until this is closed.
   *
   * @param runId the run's id on the server
   */
  public Run resumeRun(String runId) {
    return Run.resume(this, runId);
  }

  /** The registry of models. */
  public Models models() {
    return new Models(server);
  }

  /**
   * Asks the server whether it (still) has all that a receipt says is durable. Waits for the
   * answer.
   *
   * @throws ModelyardException when the server does not answer, or is a stock MLflow, which keeps
   *     no count
   */
  public boolean confirm(Receipt receipt) {
    return Asked.of(
        "cannot confirm " + receipt,
        () -> server.highWater(receipt.runId(), receipt.stream()) >= receipt.durable());
  }

  /**
   * The active experiments that a filter finds, in MLflow's grammar: {@code name LIKE 'iris%' AND
   * tags.team = 'vision'}; "" finds all. Pages are asked for as the stream is read, which can throw
   * a {@link ModelyardException}.
   *
   * @param orderBy such as {@code name ASC}; without any, the newest come first
   */
  public Stream<ExperimentInfo> searchExperiments(String filter, String... orderBy) {
    List<String> keys = List.of(orderBy);
    return Pages.stream(
        token -> server.searches().experiments(filter, keys, token),
        "experiments",
        ExperimentInfo::of);
  }

  /**
   * The artifacts of a run, to be listed and fetched.
   *
   * @param runId the run's id on the server
   */
  public Artifacts artifacts(String runId) {
    return new Artifacts(server, runId);
  }

  /**
   * The run with an id, deleted or not. Waits for the answer.
   *
   * @throws ModelyardException when there is none, or the server does not answer
   */
  public RunInfo run(String runId) {
    return Asked.of("run " + runId, () -> RunInfo.of(server.run(runId)));
  }

  /**
   * All points of a metric of a run, by time. Pages are asked for as the stream is read, which can
   * throw a {@link ModelyardException}.
   */
  public Stream<MetricPoint> history(String runId, String key) {
    return Pages.stream(
        token ->
            server
                .calls()
                .get(
                    "metrics/get-history",
                    "run_id",
                    runId,
                    "metric_key",
                    key,
                    "max_results",
                    "25000",
                    "page_token",
                    token),
        "metrics",
        MetricPoint::of);
  }

  /** Who answers at the address. Waits for the answer. */
  public ServerInfo serverInfo() {
    return Asked.of(
        "server info",
        () -> {
          try {
            Json info = server.calls().send("GET", Calls.OWN + "info", null);
            return new ServerInfo(
                true, info.get("version").text(""), info.get("mlflow_wire_version").text(""));
          } catch (ServerFailure failure) {
            if (failure.isUnknownCall()) {
              String version = server.mlflowVersion();
              return new ServerInfo(false, version, version);
            }
            throw failure;
          }
        });
  }

  /**
   * Lets go of all runs that are still open, without ending them: what they logged is sent within
   * {@link Settings#closeWait}, or by the next process.
   */
  @Override
  public void close() {
    for (Run run : Set.copyOf(open)) {
      run.release();
    }
    leftOvers.stop();
    keeper.stop();
  }

  Settings settings() {
    return settings;
  }

  Server server() {
    return server;
  }

  Keeper keeper() {
    return keeper;
  }

  void opened(Run run) {
    open.add(run);
  }

  void closed(Run run) {
    open.remove(run);
  }
}
