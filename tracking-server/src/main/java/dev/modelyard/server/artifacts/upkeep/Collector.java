package dev.modelyard.server.artifacts.upkeep;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.measure.JobMeasures;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Gc} in the background of a server, a few times a day. */
public final class Collector {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  private static final Duration EVERY = Duration.ofHours(6);

  private final Gc gc;
  private final JobMeasures measures;

  public Collector(Gc gc, JobMeasures measures) {
    this.gc = gc;
    this.measures = measures;
  }

  /** Waits some hours, then collects. */
  public void round() throws InterruptedException {
    // Replicas that start together do not collect together.
    Thread.sleep(ThreadLocalRandom.current().nextLong(EVERY.toMillis() / 2, EVERY.toMillis()));
    collect();
  }

  private void collect() {
    long start = System.nanoTime();
    boolean success = false;
    try {
      Gc.Report report = gc.run(Gc.GRACE);
      measures.did(report.collected());
      measures.left(report.failed());
      success = report.failed() == 0;
      if (report.collected() + report.strays() + report.failed() > 0) {
        log.info(
            "collected {} blobs ({} bytes) without a file and {} left-overs; {} failed",
            report.collected(),
            report.collectedBytes(),
            report.strays(),
            report.failed());
      }
    } catch (ApiException away) {
      log.debug("collecting put off: {}", away.getMessage());
    } catch (RuntimeException failure) {
      log.error("collecting failed, will be tried again", failure);
    }
    measures.ended(start, success);
  }
}
