package dev.modelyard.bench;

import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import dev.modelyard.client.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.mlflow.tracking.MlflowClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What logging a point costs the training: by our SDK, with a server and without one, and by
 * MLflow's Java client. The server is the one of {@code MLFLOW_TRACKING_URI}.
 */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MetricCall {
  private static final String NOBODY = "http://127.0.0.1:1";

  /** A run of ours, a fresh one for each iteration, in a spool of its own. */
  public abstract static class Ours {
    private Path spool;
    private Modelyard modelyard;
    Run run;
    long step;

    abstract Settings settings(Settings usual);

    abstract void check(Receipt receipt);

    @Setup(Level.Iteration)
    public void start() throws IOException {
      spool = Spools.create();
      modelyard = Modelyard.connect(settings(Settings.fromEnvironment().spool(spool)));
      run = modelyard.experiment("bench").startRun("metric");
      step = 0;
    }

    @TearDown(Level.Iteration)
    public void end() throws IOException {
      Receipt receipt = run.end(RunStatus.FINISHED);
      modelyard.close();
      if (!receipt.dropped().isEmpty() || receipt.produced() != step) {
        throw new IllegalStateException(receipt.toString());
      }
      check(receipt);
      Spools.delete(spool);
    }
  }

  /** With a server, which has every point before the next iteration begins. */
  @State(Scope.Benchmark)
  public static class WithServer extends Ours {
    @Override
    Settings settings(Settings usual) {
      return usual.closeWait(Duration.ofMinutes(5)).maxSpoolBytes(Long.MAX_VALUE);
    }

    @Override
    void check(Receipt receipt) {
      if (!receipt.isComplete()) {
        throw new IllegalStateException(receipt.toString());
      }
    }
  }

  /** With none: everything stays in the spool. */
  @State(Scope.Benchmark)
  public static class WithoutServer extends Ours {
    @Override
    Settings settings(Settings usual) {
      return usual.url(NOBODY).closeWait(Duration.ZERO).maxSpoolBytes(Long.MAX_VALUE);
    }

    @Override
    void check(Receipt receipt) {
      if (receipt.forced() != receipt.produced() || receipt.durable() != 0) {
        throw new IllegalStateException(receipt.toString());
      }
    }
  }

  /** MLflow's client, with a server; without one each call of it throws. */
  @State(Scope.Benchmark)
  public static class Theirs {
    private MlflowClient client;
    private String runId;
    private long step;

    @Setup(Level.Trial)
    public void start() {
      client = new MlflowClient(Spools.serverUrl());
      runId = client.createRun("0").getRunId();
    }

    @TearDown(Level.Trial)
    public void end() {
      client.setTerminated(runId);
      client.close();
    }
  }

  @Benchmark
  public void sdkWithoutServer(WithoutServer state) {
    state.run.metric("loss", 0.5, state.step++);
  }

  @Benchmark
  public void sdkWithServer(WithServer state) {
    state.run.metric("loss", 0.5, state.step++);
  }

  /**
   * Each call is a request: the server, which is fresh, must have compiled its way through them.
   */
  @Benchmark
  @Warmup(iterations = 10, time = 1)
  public void mlflowClient(Theirs state) {
    state.client.logMetric(state.runId, "loss", 0.5, System.currentTimeMillis(), state.step++);
  }
}
