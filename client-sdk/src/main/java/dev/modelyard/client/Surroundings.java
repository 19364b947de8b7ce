package dev.modelyard.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a run runs: user, host, command, and the commit of the sources. */
final class Surroundings {
  private static final Pattern SECRET =
      Pattern.compile("(?i)(\\S*(?:password|passwd|secret|token|api-?key)\\S*?[=\\s]\\s*)\\S+");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

  private static volatile @Nullable Map<String, String> known;

  private Surroundings() {}

  /** As tags, in MLflow's words where it has some. Found once; what cannot be found is left out. */
  static Map<String, String> tags() {
    Map<String, String> tags = known;
    if (tags == null) {
      tags = found(Path.of("").toAbsolutePath());
      known = tags;
    }
    return tags;
  }

  static Map<String, String> found(Path folder) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.user", user());
    tags.put("mlflow.source.type", "LOCAL");
    String command = System.getProperty("sun.java.command", "");
    if (!command.isBlank()) {
      tags.put("mlflow.source.name", command.split(" ", 2)[0]);
      tags.put("modelyard.command", withoutSecrets(command));
    }
    try {
      tags.put("modelyard.host", InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException nameless) {
      // left out
    }
    commit(folder).ifPresent(commit -> tags.put("mlflow.source.git.commit", commit));
    return tags;
  }

  static String user() {
    return System.getProperty("user.name", "");
  }

  /** What looks like a secret among the arguments must not end on a page that others read. */
  static String withoutSecrets(String command) {
    return SECRET.matcher(command).replaceAll("$1***");
  }

  /** The commit that is checked out where {@code folder} lies, read from git's own files. */
  static Optional<String> commit(Path folder) {
    try {
      for (Path at = folder; at != null; at = at.getParent()) {
        Path git = at.resolve(".git");
        if (Files.exists(git)) {
          return head(Files.isDirectory(git) ? git : linked(git));
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      // left out
    }
    return Optional.empty();
  }

  /** The folder of a work tree that belongs to a repository elsewhere. */
  private static Path linked(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return file.resolveSibling(text.replaceFirst("^gitdir:\\s*", "")).normalize();
  }

  private static Optional<String> head(Path git) throws IOException {
    String head = Files.readString(git.resolve("HEAD")).strip();
    if (!head.startsWith("ref:")) {
      return checked(head);
    }
    String ref = head.substring("ref:".length()).strip();
    Path common = git.resolve("commondir");
    Path shared =
        Files.exists(common) ? git.resolve(Files.readString(common).strip()).normalize() : git;
    for (Path place : new Path[] {git.resolve(ref), shared.resolve(ref)}) {
      if (Files.exists(place)) {
        return checked(Files.readString(place).strip());
      }
    }
    Path packed = shared.resolve("packed-refs");
    if (Files.exists(packed)) {
      for (String line : Files.readAllLines(packed)) {
        if (line.endsWith(" " + ref)) {
          return checked(line.substring(0, line.indexOf(' ')));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> checked(String commit) {
    return COMMIT.matcher(commit).matches() ? Optional.of(commit) : Optional.empty();
  }
}
