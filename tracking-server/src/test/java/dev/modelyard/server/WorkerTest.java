package dev.modelyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;

/** The thread of a background job. */
class WorkerTest {
  private static final long PATIENCE_MILLIS = 30_000;

  @Test
  void doesRoundAfterRoundUntilItIsClosed() throws InterruptedException {
    SynchronousQueue<Thread> rounds = new SynchronousQueue<>();
    Worker worker = Worker.start("job", () -> rounds.put(Thread.currentThread()));

    Thread thread = rounds.take();
    assertThat(rounds.take()).isSameAs(thread);
    assertThat(thread.getName()).isEqualTo("job");
    assertThat(thread.isDaemon()).as("keeps no process from ending").isTrue();

    worker.close();
    thread.join(PATIENCE_MILLIS);
    assertThat(thread.isAlive()).isFalse();
  }
}
