package dev.modelyard.server.search;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A parsed filter: all conditions must hold; none means that everything matches. */
public record Filter(List<Condition> conditions) {
  public static final int MAX_CONDITIONS = 100;

  private static final Filter EVERYTHING = new Filter(List.of());

  public Filter {
    conditions = List.copyOf(conditions);
  }

  /** These conditions, and others. */
  public Filter and(List<Condition> more) {
    return new Filter(Stream.concat(conditions.stream(), more.stream()).toList());
  }

  /** Understands a filter string as the wire carries it, where absent and empty are the same. */
  public static Filter parse(Grammar grammar, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return EVERYTHING;
    }
    return new FilterParser(grammar, new SearchText("filter", text)).parse();
  }
}
