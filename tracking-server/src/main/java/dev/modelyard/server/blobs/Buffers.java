package dev.modelyard.server.blobs;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/**
 * Buffers of one kind, used again and again. There are as many as are in use at a time; of those
 * given back only so many are kept. A pool and no thread-locals, since requests may run on virtual
 * threads.
 */
final class Buffers<B> {
  private final Supplier<B> maker;
  private final ArrayBlockingQueue<B> free;

  Buffers(int kept, Supplier<B> maker) {
    this.maker = maker;
    this.free = new ArrayBlockingQueue<>(kept);
  }

  B take() {
    B buffer = free.poll();
    return buffer == null ? maker.get() : buffer;
  }

  /** When enough are kept already, the garbage collector gets it. */
  void giveBack(B buffer) {
    boolean unused = free.offer(buffer);
  }
}
