package dev.modelyard.server.artifacts;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Artifact URIs of the scheme {@code mlflow-artifacts:}, whose files this server keeps. The client
 * turns such a URI into a path of the artifact calls by dropping the query and folding slashes;
 * this does the same, so that the two can be compared.
 */
final class ProxiedUri {
  private static final Pattern SHAPE =
      Pattern.compile("mlflow-artifacts:([^?#]*).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ProxiedUri() {}

  /** The parts of the path that clients use for {@code uri}; empty when the files lie elsewhere. */
  static Optional<List<String>> parts(String uri) {
    Matcher shape = SHAPE.matcher(uri);
    if (!shape.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(decoded(shape.group(1)).split("/", -1))
            .filter(part -> !part.isEmpty() && !part.equals("."))
            .toList());
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException literalPercent) {
      return path;
    }
  }
}
