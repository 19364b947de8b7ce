package dev.modelyard.server.experiments;

import dev.modelyard.server.error.ApiException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files of an experiment or a model version lie, as a client names it: our own proxied
 * scheme, or an object store's address that is only written down, since clients reach it with their
 * own credentials. Stricter than MLflow, which takes any path of the server's disk.
 */
public final class ArtifactLocation {
  /** Longest location, in characters: run URIs are made by adding to it. */
  private static final int MAX_LENGTH = 2048;

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");

  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern CLIMB = Pattern.compile("(^|[/\\\\:])\\.\\.([/\\\\]|$)");
  private static final Pattern STILL = Pattern.compile("[/:]\\.(/|$)");

  /** Places that the server's own disk or network would have to reach, or that name a host. */
  private static final Set<String> REFUSED =
      Set.of(
          "file", "http", "https", "ftp", "sftp", "hdfs", "viewfs", "r2", "b2", "abfss", "runs",
          "models", "jar", "jdbc", "ssh", "smb", "nfs", "data");

  private ArtifactLocation() {}

  /** Returns the location, or refuses it; {@code field} names it in the message. */
  public static String checked(String location, String field) {
    var parts = SCHEME.matcher(location);
    String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    // One letter is a Windows drive.
    if (scheme.length() < 2 || REFUSED.contains(scheme)) {
      throw refused(
          field, "it must begin with mlflow-artifacts:/ or the scheme of an object store (s3://…)");
    }
    if (scheme.equals("mlflow-artifacts") && parts.group(2).startsWith("//")) {
      throw refused(field, "mlflow-artifacts:/ must not name a host: the files lie on this server");
    }
    if (location.indexOf('#') >= 0 || location.indexOf(';') >= 0) {
      throw refused(field, "it must hold neither a fragment (#) nor parameters (;)");
    }
    if (climbs(location)) {
      throw refused(
          field, "it must hold no '..' between slashes, however encoded, and no control character");
    }
    if (location.length() > MAX_LENGTH) {
      throw refused(field, "it is longer than " + MAX_LENGTH + " characters");
    }
    return location;
  }

  /** Whether a part of the path is {@code .}, which clients leave out and stores do not. */
  public static boolean standsStill(String location) {
    return STILL.matcher(decoded(location)).find();
  }

  private static boolean climbs(String location) {
    String decoded = decoded(location);
    return CLIMB.matcher(decoded).find() || decoded.chars().anyMatch(Character::isISOControl);
  }

  /** All of its percent-encodings undone. */
  private static String decoded(String location) {
    String decoded = location;
    for (String before = ""; !decoded.equals(before); ) {
      before = decoded;
      decoded =
          PERCENT.matcher(decoded).replaceAll(m -> Matcher.quoteReplacement(character(m.group(1))));
    }
    return decoded;
  }

  private static String character(String hex) {
    return Character.toString(Integer.parseInt(hex, 16));
  }

  private static ApiException refused(String field, String why) {
    return ApiException.invalid("Invalid value for '" + field + "': " + why);
  }
}
