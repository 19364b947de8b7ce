package dev.modelyard.client;

import dev.modelyard.client.wire.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Answers that come in pages, as one stream: the next page is asked for when it is needed. */
final class Pages<T> extends Spliterators.AbstractSpliterator<T> {
  private final Asking asking;
  private final String list;
  private final Function<Json, T> element;
  private final Deque<T> page = new ArrayDeque<>();
  private String token = "";
  private boolean last;

  /** Asks for the page behind a token, "" for the first. */
  @FunctionalInterface
  interface Asking {
    Json page(String token) throws IOException;
  }

  private Pages(Asking asking, String list, Function<Json, T> element) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.asking = asking;
    this.list = list;
    this.element = element;
  }

  /** All elements of the field {@code list} of all pages. */
  static <T> Stream<T> stream(Asking asking, String list, Function<Json, T> element) {
    return StreamSupport.stream(new Pages<>(asking, list, element), false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    while (page.isEmpty()) {
      if (last) {
        return false;
      }
      turn();
    }
    action.accept(page.removeFirst());
    return true;
  }

  private void turn() {
    Json answer = Asked.of("the next page", () -> asking.page(token));
    for (Json one : answer.get(list)) {
      page.add(element.apply(one));
    }
    token = answer.get("next_page_token").text("");
    last = token.isEmpty();
  }
}
