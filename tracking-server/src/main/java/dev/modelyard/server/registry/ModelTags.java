package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rule for tags of registered models and versions. */
final class ModelTags {
  static final int MAX_VALUE = 100_000;

  /** Tags that one creating call may bring; MLflow has no limit. */
  private static final int MAX = 1_000;

  private ModelTags() {}

  /** A list of tags; the last of one key counts. Sorted by key. */
  static List<KeyValue> readAll(FieldReader in) {
    List<KeyValue> given = in.objects(ModelTags::read);
    if (given.size() > MAX) {
      throw ApiException.invalid("A call may bring at most " + MAX + " tags");
    }
    Map<String, KeyValue> byKey = new LinkedHashMap<>();
    given.forEach(tag -> byKey.put(tag.key(), tag));
    List<KeyValue> tags = new ArrayList<>(byKey.values());
    tags.sort((one, other) -> one.key().compareTo(other.key()));
    return tags;
  }

  private static KeyValue read(FieldReader in) {
    KeyValue tag = KeyValue.readKeyed(in);
    Keys.checked(tag.key(), in, "key");
    Texts.atMost(MAX_VALUE, tag.value(), () -> "The value in '" + in.path("value") + "'");
    return tag;
  }

  static KeyValue of(String key, String value) {
    return new KeyValue(
        Keys.checked(key, "key"), Texts.atMost(MAX_VALUE, value, "The value of the tag"));
  }
}
