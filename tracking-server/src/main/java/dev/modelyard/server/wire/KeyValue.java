package dev.modelyard.server.wire;

/**
 * An object of a key and a value, as tags and params travel. What was not given is the empty text;
 * how long both may be, and which characters the key may hold, is for its reader to check.
 */
public record KeyValue(String key, String value) {

  /** Any such object, even one without a key. */
  public static KeyValue read(FieldReader in) {
    String key = null;
    String value = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "key" -> key = in.string();
        case "value" -> value = in.string();
        default -> in.skip();
      }
    }
    return new KeyValue(key == null ? "" : key, value == null ? "" : value);
  }

  /** As {@link #read}, but the key must be there. */
  public static KeyValue readKeyed(FieldReader in) {
    KeyValue given = read(in);
    in.requireText(given.key(), "key");
    return given;
  }
}
