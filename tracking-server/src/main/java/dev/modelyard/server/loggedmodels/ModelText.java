package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A param of a logged model, written once, or a tag of it, which may change. */
record ModelText(String key, String value) {
  /** Longest value, in code points. MLflow has no limit, so a longer one is refused, never cut. */
  private static final int MAX_VALUE = 100_000;

  /** Most params or tags in one request; the Python client sends its params by the hundred. */
  private static final int MAX_COUNT = 1_000;

  static boolean fits(String value) {
    return Texts.length(value) <= MAX_VALUE;
  }

  /** A list of params or tags. As on MLflow, their keys may hold any characters. */
  static List<ModelText> readAll(FieldReader in, String field) {
    List<ModelText> texts = in.objects(ModelText::read);
    if (texts.size() > MAX_COUNT) {
      throw ApiException.invalid(
          "A request may hold at most "
              + MAX_COUNT
              + " "
              + field
              + ", this one holds "
              + texts.size());
    }
    return texts;
  }

  private static ModelText read(FieldReader in) {
    KeyValue text = KeyValue.readKeyed(in);
    return new ModelText(
        Keys.ofLength(text.key(), in, "key"),
        Texts.atMost(MAX_VALUE, text.value(), () -> "The value in '" + in.path("value") + "'"));
  }

  /** Refuses a list that has a key twice. */
  static List<ModelText> eachOnce(List<ModelText> texts, String field) {
    Set<String> keys = new HashSet<>();
    for (ModelText text : texts) {
      if (!keys.add(text.key())) {
        throw ApiException.invalid(
            "The key '" + Texts.excerpt(text.key()) + "' is given twice in '" + field + "'");
      }
    }
    return texts;
  }

  /** Of repeated keys the last. */
  static List<ModelText> lastOfEach(List<ModelText> texts) {
    Map<String, ModelText> byKey = new LinkedHashMap<>();
    texts.forEach(text -> byKey.put(text.key(), text));
    return List.copyOf(byKey.values());
  }
}
