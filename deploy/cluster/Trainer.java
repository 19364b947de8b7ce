import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import dev.modelyard.client.Settings;
import java.io.IOException;
import java.time.Duration;

/** Logs by the Java SDK, one step after the other, until its input ends; says what was kept. */
public final class Trainer {
  private static final Settings PATIENT =
      Settings.fromEnvironment().closeWait(Duration.ofMinutes(1));

  public static void main(String[] args) throws IOException, InterruptedException {
    try (Modelyard modelyard = Modelyard.connect(PATIENT)) {
      Run run = modelyard.experiment("java").startRun("trainer");
      long step = 0;
      while (System.in.available() == 0) {
        run.metric("loss", 1.0 / (step + 1), step);
        if (step % 500 == 0) {
          run.param("param-" + step, step);
          run.artifactText("notes/" + step + ".txt", "step " + step);
        }
        step++;
        Thread.sleep(5);
      }
      Receipt receipt = run.end(RunStatus.FINISHED);
      System.out.printf(
          "%s steps=%d produced=%d durable=%d dropped=%s%n",
          receipt.runId(), step, receipt.produced(), receipt.durable(), receipt.dropped());
    }
  }
}
