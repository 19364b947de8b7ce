package dev.modelyard.server.http;

import dev.modelyard.server.wire.Answer;

/** What a call tells that callers may ask once, or follow; see {@link Calls#feed}. */
public interface Feed<T> {
  /** Answers once. */
  Answer now(T request);

  /**
   * Keeps the stream and tells it from now on. Whatever it throws is answered as by any other call:
   * until it returns, nothing has been sent.
   */
  void follow(T request, EventStream stream);
}
