package dev.modelyard.client;

/** Learns how an upload goes. Called by a background thread; what it throws is passed over. */
@FunctionalInterface
public interface Progress {
  /** So many bytes of a file were sent; an upload that is repeated begins at 0 again. */
  void sent(long bytes, long of);
}
