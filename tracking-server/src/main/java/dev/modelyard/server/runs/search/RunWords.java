package dev.modelyard.server.runs.search;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.wire.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/**
 * Words that somebody remembers of a run. Each must be in its name, in the value of a param or of a
 * tag, whatever the case, or be what its id begins or ends with.
 */
public record RunWords(List<String> words) {
  /** No words: any run will do. */
  public static final RunWords NONE = new RunWords(List.of());

  private static final int MOST = 10;
  private static final int MAX_LENGTH = 250;

  public RunWords {
    words = List.copyOf(words);
  }

  /** Checks the words of a request. */
  public static RunWords checked(List<String> words) {
    if (words.size() > MOST) {
      throw ApiException.invalid("Too many words: " + words.size() + "; at most " + MOST);
    }
    for (String word : words) {
      Texts.atMost(MAX_LENGTH, word, () -> "A word");
    }
    return new RunWords(words.stream().filter(word -> !word.isBlank()).toList());
  }

  /** The condition on a run {@code r}. */
  String sql(Bindings bindings) {
    StringJoiner all = new StringJoiner(" AND ");
    all.add("TRUE");
    words.forEach(word -> all.add(sql(word, bindings)));
    return all.toString();
  }

  private static String sql(String word, Bindings bindings) {
    String pattern = bindings.add("%" + word.replaceAll("[\\\\%_]", "\\\\$0") + "%");
    // The collation that folds all scripts costs several times as much: only where it tells.
    boolean plain = StandardCharsets.US_ASCII.newEncoder().canEncode(word);
    String like = (plain ? "" : " COLLATE \"und-x-icu\"") + " ILIKE " + pattern;
    return "(r.name"
        + like
        + ofId(word, bindings)
        + " OR EXISTS (SELECT FROM param x WHERE x.run_id = r.run_id AND x.value"
        + like
        + ConditionSql.PROBE
        + ") OR EXISTS (SELECT FROM tag x WHERE x.run_id = r.run_id AND x.key <> "
        + bindings.add(Tag.RUN_NAME)
        + " AND x.value"
        + like
        + ConditionSql.PROBE
        + "))";
  }

  private static String ofId(String word, Bindings bindings) {
    if (!word.matches("[0-9a-f]{4,32}")) {
      return "";
    }
    String id = "replace(r.run_id::text, '-', '')";
    String digits = bindings.add(word);
    return " OR starts_with("
        + id
        + ", "
        + digits
        + ") OR right("
        + id
        + ", "
        + word.length()
        + ") = "
        + digits;
  }
}
