package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A checked relative path: its parts, none of them empty, {@code .} or {@code ..}. It never touches
 * a file system; the parts are keys of rows. No parts at all mean the root.
 *
 * <p>Every path that a client names goes through here, whichever call it came by, already decoded
 * once. Letters are kept as they came: no case is folded and nothing is normalised.
 */
public record ArtifactPath(List<String> parts) {
  /** Longest path and longest part in bytes of UTF-8. */
  static final int MAX_BYTES = 1_024;

  static final int MAX_PART_BYTES = 255;

  /**
   * MLflow's clients decode each name of a listing until nothing changes, and throw the whole
   * listing away when one of them then climbs or holds a hash.
   */
  private static final Pattern UNREADABLE =
      Pattern.compile("#|%(25)*(2e|2f|5c|23)", Pattern.CASE_INSENSITIVE);

  static final ArtifactPath ROOT = new ArtifactPath(List.of());

  public ArtifactPath {
    parts = List.copyOf(parts);
  }

  /** The path that {@code text} spells; an empty text is the root. */
  public static ArtifactPath parse(String text) {
    if (text.isEmpty()) {
      return ROOT;
    }
    if (bytes(text) > MAX_BYTES) {
      throw refused(text, "it is longer than " + MAX_BYTES + " bytes");
    }
    if (!Texts.isStorable(text) || text.chars().anyMatch(Character::isISOControl)) {
      throw refused(text, "it holds a control character or half of a surrogate pair");
    }
    if (text.indexOf('\\') >= 0) {
      throw refused(text, "it holds a backslash; folders are parted by /");
    }
    if (text.startsWith("/") || startsWithSchemeOrDrive(text)) {
      throw refused(text, "it must be relative, such as plots/loss.png");
    }
    if (UNREADABLE.matcher(text).find()) {
      throw refused(text, "it holds a # or a coded '.', '/', '\\' or '#'");
    }
    List<String> parts = List.of(text.split("/", -1));
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(text, "no part of it may be empty, '.' or '..'");
      }
      if (bytes(part) > MAX_PART_BYTES) {
        throw refused(text, "a part of it is longer than " + MAX_PART_BYTES + " bytes");
      }
    }
    return new ArtifactPath(parts);
  }

  /** As {@link #parse}, for calls that name folders: one slash at the end changes nothing. */
  public static ArtifactPath parseFolder(String text) {
    return parse(
        text.endsWith("/") && text.length() > 1 ? text.substring(0, text.length() - 1) : text);
  }

  boolean isRoot() {
    return parts.isEmpty();
  }

  /** The last part. */
  String name() {
    return parts.get(parts.size() - 1);
  }

  /** All but the last part, joined; empty directly below the root. */
  String folder() {
    return String.join("/", parts.subList(0, parts.size() - 1));
  }

  /** The folders on the way, outermost first. */
  List<ArtifactPath> parents() {
    List<ArtifactPath> parents = new ArrayList<>();
    for (int depth = 1; depth < parts.size(); depth++) {
      parents.add(new ArtifactPath(parts.subList(0, depth)));
    }
    return parents;
  }

  /** The parts from the {@code from}-th on, checked as a path of their own. */
  ArtifactPath below(int from) {
    return parse(String.join("/", parts.subList(from, parts.size())));
  }

  /** A path below this one. */
  public ArtifactPath resolve(ArtifactPath inner) {
    return parse(isRoot() ? inner.toString() : this + "/" + inner);
  }

  /** The path as a client spells it. */
  @Override
  public String toString() {
    return String.join("/", parts);
  }

  /**
   * {@code c:} and {@code file:} mean something to those who open paths; {@code a b:c} does not.
   */
  private static boolean startsWithSchemeOrDrive(String text) {
    int colon = text.indexOf(':');
    return colon > 0
        && Character.isLetter(text.charAt(0))
        && (colon == 1 || text.startsWith("/", colon + 1))
        && text.substring(0, colon).chars().allMatch(ArtifactPath::isOfScheme);
  }

  private static boolean isOfScheme(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.');
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static ApiException refused(String path, String why) {
    return ApiException.invalid("Invalid path '" + printable(path) + "': " + why);
  }

  private static String printable(String path) {
    return Texts.excerpt(path.replaceAll("\\p{Cntrl}|\\p{Cs}", "?"));
  }
}
