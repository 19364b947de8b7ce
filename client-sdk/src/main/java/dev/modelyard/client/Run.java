package dev.modelyard.client;

import dev.modelyard.client.send.Sender;
import dev.modelyard.client.spool.Head;
import dev.modelyard.client.spool.Spool;
import dev.modelyard.client.spool.Uninterrupted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a training, open for logging. Thread-safe.
 *
 * <p>A logging call takes about a microsecond: it writes its record into a file that is mapped into
 * memory, and returns. It never waits for the server and never throws, unless {@link
 * Settings#strict()} asks for that. What cannot be logged is dropped and counted by reason, see
 * {@link Receipt#dropped}: a key or value that no server takes, a param that has another value
 * already, a full disk, more waiting for the server than {@link Settings#maxSpoolBytes} allows, or
 * a run that is closed.
 */
public final class Run implements AutoCloseable {
  static final String NOTE = "mlflow.note.content";

  private static final System.Logger log = System.getLogger("dev.modelyard.client");

  private final Modelyard modelyard;
  private final Head.Start start;
  private final Intake intake;
  private final @Nullable Spool spool;
  private final @Nullable Sender sender;
  private final @Nullable Outgoing outgoing;
  private volatile boolean ended;

  /** The clock of points without a time; it may jump, nothing else here depends on it. */
  private volatile LongSupplier clock = System::currentTimeMillis;

  private Run(Modelyard modelyard, Head.Start start) {
    this.modelyard = modelyard;
    this.start = start;
    Settings settings = modelyard.settings();
    Spool made = null;
    String why = "";
    try {
      made =
          Uninterrupted.call(
              () ->
                  Spool.create(
                      settings.spool(), start, settings.segmentBytes(), settings.maxSpoolBytes()));
    } catch (IOException | RuntimeException failure) {
      why = "no spool in " + settings.spool() + ": " + failure;
      log.log(System.Logger.Level.ERROR, "nothing will be logged: {0}", why);
    }
    spool = made;
    intake = new Intake(start.runId(), settings.isStrict(), modelyard.keeper(), made, why);
    if (made == null) {
      sender = null;
      outgoing = null;
    } else {
      sender = new Sender(made, modelyard.server(), intake.drops(), settings.pace());
      outgoing = new Outgoing(intake, made.folder(), sender);
    }
  }

  static Run start(Modelyard modelyard, String experiment, String name, Map<String, String> tags) {
    return open(
        modelyard,
        new Head.Start(
            hex(UUID.randomUUID()),
            modelyard.settings().url(),
            hex(timely()),
            false,
            experiment,
            name,
            Surroundings.user(),
            System.currentTimeMillis(),
            tags));
  }

  static Run resume(Modelyard modelyard, String runId) {
    return open(
        modelyard,
        new Head.Start(
            hex(UUID.randomUUID()),
            modelyard.settings().url(),
            runId,
            true,
            "",
            "",
            "",
            System.currentTimeMillis(),
            Map.of()));
  }

  private static Run open(Modelyard modelyard, Head.Start start) {
    Run run = new Run(modelyard, start);
    if (run.spool == null || run.sender == null) {
      run.intake.dropForWantOfASpool();
      return run;
    }
    modelyard.keeper().add(run.spool);
    modelyard.opened(run);
    Thread thread = new Thread(run.sender, "modelyard-sender-" + start.runId());
    thread.setDaemon(true);
    thread.start();
    return run;
  }

  /** An id that begins with the time (version 7 of RFC 9562), as the server makes them. */
  private static UUID timely() {
    long random = ThreadLocalRandom.current().nextLong();
    UUID other = UUID.randomUUID();
    return new UUID(
        (System.currentTimeMillis() << 16) | 0x7000L | (random & 0x0fffL),
        other.getLeastSignificantBits());
  }

  private static String hex(UUID id) {
    return String.format("%016x%016x", id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  /**
   * The run's id. On a Modelyard server it is the run's id for good, known before the server has
   * heard of it. A stock MLflow gives ids of its own: there it is the value of the tag {@code
   * modelyard.run_key}, and {@link #serverId} tells the other.
   */
  public String id() {
    return start.runId();
  }

  /** The id that the run has on the server; empty until the server has made it. */
  public Optional<String> serverId() {
    return spool == null ? Optional.empty() : Optional.ofNullable(spool.folder().head().madeId());
  }

  /** Logs a point of a metric at this moment, as its step 0. */
  public void metric(String key, double value) {
    metric(key, value, 0, clock.getAsLong());
  }

  /** Logs a point of a metric at this moment. */
  public void metric(String key, double value, long step) {
    metric(key, value, step, clock.getAsLong());
  }

  /**
   * Logs a point of a metric. Exact repeats (key, value, step and time) count once.
   *
   * @param value any, NaN and infinities as well
   * @param step any, also negative or in no order
   * @param timeMillis milliseconds since the epoch, 0 or greater
   */
  public void metric(String key, double value, long step, long timeMillis) {
    intake.metric(key, value, step, timeMillis);
  }

  /** Logs a point each of several metrics, all at this moment. */
  public void metrics(Map<String, ? extends Number> values, long step) {
    long now = clock.getAsLong();
    values.forEach((key, value) -> metric(key, value.doubleValue(), step, now));
  }

  /**
   * Logs a param, which is written once: the same value again changes nothing, another one is
   * dropped. More than 6,000 characters are cut.
   */
  public void param(String key, Object value) {
    intake.param(key, value);
  }

  /** Logs several params. */
  public void params(Map<String, ?> values) {
    values.forEach(this::param);
  }

  /** Sets a tag; of one key the last counts. More than 8,000 characters are cut. */
  public void tag(String key, Object value) {
    intake.tag(key, value);
  }

  /** Sets several tags. */
  public void tags(Map<String, ?> values) {
    values.forEach(this::tag);
  }

  /** Sets the note that pages show with the run, in Markdown. */
  public void note(String markdown) {
    tag(NOTE, markdown);
  }

  /** Starts a run in the same experiment, which pages show nested in this one. */
  public Run startNested(String name) {
    return new RunBuilder(modelyard, start.experiment(), name).childOf(this).start();
  }

  /**
   * Logs a file under its own name. It is copied into the spool, so it may change or go afterwards;
   * the server checks its digest.
   */
  public void artifact(Path file) {
    artifact(file, String.valueOf(file.getFileName()));
  }

  /** Logs a file under a path such as {@code plots/loss.png}. */
  public void artifact(Path file, String path) {
    with(out -> out.file(path, () -> Files.newInputStream(file), null));
  }

  /** Logs a file, and tells how its upload goes. */
  public void artifact(Path file, String path, Progress progress) {
    with(out -> out.file(path, () -> Files.newInputStream(file), progress));
  }

  /** Logs bytes as a file. */
  public void artifact(String path, byte[] bytes) {
    artifact(path, new ByteArrayInputStream(bytes));
  }

  /** Logs what a stream gives, to its end, as a file. Closes the stream. */
  public void artifact(String path, InputStream bytes) {
    with(out -> out.file(path, () -> bytes, null));
  }

  /** Logs a text as a file in UTF-8. */
  public void artifactText(String path, String text) {
    artifact(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Logs all files below a folder; {@code path} is the folder where they go, "" for the top. */
  public void artifacts(Path folder, String path) {
    with(out -> out.filesBelow(folder, path));
  }

  /**
   * Logs a model: a folder with a file {@code MLmodel}, as MLflow's flavors write it. Its files are
   * copied into the spool. On the server it becomes a logged model of this run, ready once it has
   * all of them.
   */
  public void model(String name, Path folder) {
    with(out -> out.model(name, folder));
  }

  /**
   * Notes data that the run reads.
   *
   * @param context what for, such as {@code training}, or ""
   */
  public void dataset(Dataset dataset, String context) {
    with(out -> out.dataset(dataset, context));
  }

  private void with(Consumer<Outgoing> work) {
    if (outgoing == null) {
      intake.dropForWantOfASpool();
    } else {
      work.accept(outgoing);
    }
  }

  /** What became of what was logged so far. Does not wait. */
  public Receipt receipt() {
    if (spool == null) {
      return new Receipt(start.runId(), start.stream(), 0, 0, 0, intake.drops().counts());
    }
    long durable = spool.durable();
    long forced = spool.forced();
    return new Receipt(
        serverId().orElse(start.runId()),
        start.stream(),
        spool.produced(),
        forced,
        durable,
        intake.drops().counts());
  }

  /**
   * Forces to the disk what was logged so far, and waits until the server has it, at most so long.
   * The receipt tells how far that went.
   */
  public Receipt flush(Duration most) {
    if (spool != null && sender != null) {
      spool.force();
      sender.awaitDurable(spool.produced(), most);
    }
    return receipt();
  }

  /** Ends the run with a status, as {@link #close} does, and gives the receipt. */
  public Receipt end(RunStatus status) {
    if (spool == null || sender == null || ended) {
      return receipt();
    }
    ended = true;
    spool.seal();
    try {
      Uninterrupted.call(
          () -> {
            spool.folder().head().setEnd(status.name(), System.currentTimeMillis());
            return status;
          });
    } catch (IOException failure) {
      intake.drops().count("the end of the run: " + failure);
    }
    spool.force();
    modelyard.keeper().remove(spool);
    if (sender.awaitFinished(modelyard.settings().closeWait())) {
      modelyard.closed(this);
    } else {
      log.log(
          System.Logger.Level.WARNING,
          "{0}; the rest is sent in the background, or by the next process: {1}",
          receipt(),
          sender.trouble());
    }
    return receipt();
  }

  /**
   * Ends the run as {@link RunStatus#FINISHED}, unless {@link #end} has ended it. Waits for the
   * server at most as long as {@link Settings#closeWait} says; what is left then is sent in the
   * background while the process lives, or else by the next one.
   */
  @Override
  public void close() {
    end(RunStatus.FINISHED);
  }

  /** Lets go of it without ending it. */
  void release() {
    if (spool == null || sender == null) {
      return;
    }
    spool.seal();
    if (!ended) {
      flush(modelyard.settings().closeWait());
    }
    sender.stop();
    modelyard.keeper().remove(spool);
    modelyard.closed(this);
    try {
      spool.close();
    } catch (IOException failure) {
      log.log(System.Logger.Level.DEBUG, "a spool could not be closed", failure);
    }
  }

  /** For tests. */
  void setClock(LongSupplier other) {
    clock = other;
  }
}
