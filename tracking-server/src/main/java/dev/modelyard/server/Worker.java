package dev.modelyard.server;

/** A thread that does one round of a background job after the other until it is closed. */
final class Worker implements AutoCloseable {
  private final Thread thread;

  /** What a round does, waiting for its time included. Expected failures are its own affair. */
  interface Job {
    void round() throws InterruptedException;
  }

  private Worker(Thread thread) {
    this.thread = thread;
  }

  static Worker start(String name, Job job) {
    Thread thread = new Thread(() -> work(job), name);
    thread.setDaemon(true);
    thread.start();
    return new Worker(thread);
  }

  /** Lets no further round begin, and interrupts the one under way; does not wait for its end. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private static void work(Job job) {
    try {
      while (true) {
        job.round();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
