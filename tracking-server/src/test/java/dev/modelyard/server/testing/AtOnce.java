package dev.modelyard.server.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers at the same time. */
public final class AtOnce {
  private AtOnce() {}

  /** Makes all calls, so many at a time; gives what they gave, in their order. */
  public static <T> List<T> run(int threads, List<Callable<T>> calls) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : callers.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      callers.shutdownNow();
    }
  }
}
