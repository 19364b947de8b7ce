package dev.modelyard.server.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which version of which model is wanted, in MLflow's spelling: {@code models:/NAME/3}, {@code
 * models:/NAME/latest}, {@code models:/NAME/Production}, {@code models:/NAME@alias}.
 *
 * @param text as it was given
 * @param value the number, stage or alias
 */
record ModelUri(String text, String name, By by, String value) {
  private static final String SCHEME = "models:/";
  private static final String LATEST = "latest";
  private static final List<String> STAGES = List.of("None", "Staging", "Production", "Archived");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern LOGGED_MODEL = Pattern.compile("m-[0-9a-f]{32}");

  /** By what the version is named. */
  enum By {
    VERSION("versions"),
    STAGE("stages"),
    ALIAS("aliases");

    private final String folder;

    By(String folder) {
      this.folder = folder;
    }
  }

  static ModelUri parse(String text) {
    if (!text.startsWith(SCHEME) || text.startsWith(SCHEME + "/")) {
      throw unreadable(text, "it must begin with " + SCHEME + "NAME");
    }
    String path = text.substring(SCHEME.length());
    int slash = path.indexOf('/');
    if (slash >= 0) {
      return byVersionOrStage(text, path.substring(0, slash), path.substring(slash + 1));
    }
    if (LOGGED_MODEL.matcher(path).matches()) {
      throw unreadable(text, "it names a logged model, and only registered models can be fetched");
    }
    int at = path.lastIndexOf('@');
    if (at < 0) {
      throw unreadable(text, "it names no version, stage or alias");
    }
    return new ModelUri(
        text, some(text, path.substring(0, at)), By.ALIAS, some(text, path.substring(at + 1)));
  }

  private static ModelUri byVersionOrStage(String text, String name, String value) {
    if (value.indexOf('/') >= 0) {
      throw unreadable(text, "it has more parts than a name and a version, stage or alias");
    }
    some(text, name);
    if (NUMBER.matcher(some(text, value)).matches()) {
      return new ModelUri(text, name, By.VERSION, value);
    }
    if (value.toLowerCase(Locale.ROOT).equals(LATEST)) {
      return new ModelUri(text, name, By.VERSION, LATEST);
    }
    Optional<String> stage = STAGES.stream().filter(value::equalsIgnoreCase).findFirst();
    return new ModelUri(text, name, By.STAGE, stage.orElseThrow(() -> unknownStage(name, value)));
  }

  private static FetchException unknownStage(String name, String value) {
    return new FetchException(
        ExitCode.UNKNOWN,
        "There is no stage '%s', only %s; an alias is spelt %s%s@%s"
            .formatted(value, String.join(", ", STAGES), SCHEME, name, value));
  }

  private static String some(String text, String part) {
    if (part.isEmpty()) {
      throw unreadable(text, "a part of it is empty");
    }
    return part;
  }

  private static FetchException unreadable(String text, String why) {
    return FetchException.usage(
        "'%s' is no model: %s. Examples: models:/iris@champion, models:/iris/Production, models:/iris/3, models:/iris/latest"
            .formatted(text, why));
  }

  /** The path of the manifest below the server's own API. */
  String path() {
    return "models/" + encoded(name) + "/" + by.folder + "/" + encoded(value);
  }

  /** One part of a URI's path that stands for any text. */
  static String encoded(String part) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0);
      encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    // Alone these would mean a folder, and be folded away on the way to the server.
    return part.equals(".") || part.equals("..")
        ? encoded.toString().replace(".", "%2E")
        : encoded.toString();
  }
}
