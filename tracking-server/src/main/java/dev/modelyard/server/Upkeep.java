package dev.modelyard.server;

import dev.modelyard.server.artifacts.upkeep.Gc;
import dev.modelyard.server.artifacts.upkeep.Verification;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.StartupException;
import dev.modelyard.server.registry.events.EventVerification;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands that look after what is stored, also beside a running server. */
final class Upkeep {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Upkeep() {}

  /** Collects, or only tells what would be collected; returns the exit code. */
  static int gc(Config config, Duration grace, boolean dryRun, PrintStream out) {
    try (Foundation foundation = Foundation.open(config)) {
      Gc gc = new Gc(foundation.database(), foundation.blobs(), InstantSource.system());
      Gc.Report report = dryRun ? gc.dryRun(grace) : gc.run(grace);
      String would = dryRun ? "would be " : "";
      out.printf(
          "%scollected: %d blobs, %s%n"
              + "%sswept: %d left-overs of broken-off uploads and collections%n"
              + "waiting for the end of their grace: %d blobs, %s%n",
          would,
          report.collected(),
          size(report.collectedBytes()),
          would,
          report.strays(),
          report.waiting(),
          size(report.waitingBytes()));
      if (report.failed() > 0) {
        out.printf("could not be deleted, will be tried again: %d%n", report.failed());
      }
      return report.failed() == 0 ? 0 : 1;
    } catch (ApiException failure) {
      throw new StartupException(failure.getMessage());
    }
  }

  /**
   * Reads all bytes and the log of the registry; returns 1 when some are not as they were stored.
   *
   * @param head a hash that was the log's last once; null when none was kept
   */
  static int verify(Config config, @Nullable String head, PrintStream out) {
    try (Foundation foundation = Foundation.open(config)) {
      Verification.Report files =
          new Verification(foundation.database(), foundation.blobs()).run(out::println);
      out.printf(
          "verified: %d blobs, %s, %d not as they were stored%n",
          files.blobs(), size(files.bytes()), files.faults());
      EventVerification.Report log =
          new EventVerification(foundation.database()).run(head, out::println);
      out.printf(
          "verified: %d events of the registry, %d faults, head %s%n",
          log.events(), log.faults(), log.head());
      return files.faults() == 0 && log.faults() == 0 ? 0 : 1;
    } catch (ApiException failure) {
      throw new StartupException(failure.getMessage());
    }
  }

  private static String size(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1_024 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
