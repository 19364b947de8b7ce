package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the caller wants the answer ordered by, most significant first; tie-breakers not added. */
public record OrderBy(List<OrderKey> keys) {
  public static final int MAX_KEYS = 20;

  public OrderBy {
    keys = List.copyOf(keys);
  }

  /** Understands a list of {@code field [ASC | DESC]} as the wire carries it. */
  public static OrderBy parse(Grammar grammar, List<String> texts) {
    if (texts.size() > MAX_KEYS) {
      throw ApiException.invalid("Invalid order_by: more than " + MAX_KEYS + " keys");
    }
    List<OrderKey> keys = new ArrayList<>();
    Set<Field> seen = new HashSet<>();
    for (String text : texts) {
      SearchText source = new SearchText("order_by key " + (keys.size() + 1), text);
      OrderKey key = new OrderParser(grammar, source).parse();
      if (!seen.add(key.field())) {
        throw source.fault(0, "a key before it names the same field");
      }
      keys.add(key);
    }
    return new OrderBy(keys);
  }
}
