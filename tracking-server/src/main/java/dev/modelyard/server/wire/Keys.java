package dev.modelyard.server.wire;

import dev.modelyard.server.error.ApiException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The rule for keys of metrics, params and tags: what MLflow accepts and nothing else. */
public final class Keys {
  /** Longest key, in code points. */
  public static final int MAX_LENGTH = 250;

  /** Only for keys that are not plain ASCII: letters and numbers of any script, as Python's \w. */
  private static final Pattern ANY_SCRIPT = Pattern.compile("[\\p{L}\\p{N}_/.\\- :]*");

  private Keys() {}

  /** Returns the key read from {@code field} of the object just read, or refuses it. */
  public static String checked(String key, FieldReader in, String field) {
    return checked(key, () -> in.path(field));
  }

  /** Returns the key, or refuses it; {@code field} names it in the message. */
  public static String checked(String key, String field) {
    return checked(key, () -> field);
  }

  /** Checks the length alone: MLflow does not check the characters of tags at run creation. */
  public static String ofLength(String key, FieldReader in, String field) {
    return Texts.atMost(MAX_LENGTH, key, () -> "The name in '" + in.path(field) + "'");
  }

  private static String checked(String key, Supplier<String> path) {
    Texts.atMost(MAX_LENGTH, key, () -> "The name in '" + path.get() + "'");
    if (!isPlain(key) && !ANY_SCRIPT.matcher(key).matches()) {
      throw ApiException.invalid(
          "Invalid value \""
              + Texts.excerpt(key)
              + "\" for '"
              + path.get()
              + "': names may only contain letters, digits, underscores (_), dashes (-),"
              + " periods (.), spaces ( ), colons (:) and slashes (/)");
    }
    if (!isNormalPath(key)) {
      throw ApiException.invalid(
          "Invalid value \""
              + Texts.excerpt(key)
              + "\" for '"
              + path.get()
              + "': names must read as a plain relative path: no leading, trailing or doubled"
              + " slash, no '.' or '..' between slashes");
    }
    return key;
  }

  private static boolean isPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "_.-/: ".indexOf(c) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Whether Python's posixpath.normpath would leave the key as it is, and it does not climb. */
  private static boolean isNormalPath(String key) {
    if (key.startsWith("..") || key.equals(".")) {
      return false;
    }
    if (key.indexOf('/') < 0) {
      return true;
    }
    for (String part : key.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
