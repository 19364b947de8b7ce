package dev.modelyard.server.views;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An address of a page, under a key that is made of it: what is saved twice is one view, and no
 * view ever becomes another.
 *
 * @param address path below the base, with a slash at its start, and query
 */
record SavedView(String key, String address) {
  static final int MOST_CHARACTERS = 64 << 10;

  private static final int KEY_BYTES = 16;

  /** What browsers write into a path and a query; they take a backslash for a slash. */
  private static final Pattern WRITTEN = Pattern.compile("/[!-~&&[^\\\\#]]*");

  /** Parts of a path by which browsers would go elsewhere: empty ones, and dots however written. */
  private static final Pattern LEADS_AWAY =
      Pattern.compile("/([.]|%2e){0,2}/|/([.]|%2e){1,2}$", Pattern.CASE_INSENSITIVE);

  /**
   * The view of an address.
   *
   * @param isPage whether a path is one of a page; no other is taken, so that whoever opens a view
   *     stays here
   */
  static SavedView of(String address, Predicate<String> isPage) {
    if (address.length() > MOST_CHARACTERS) {
      throw new ApiException(
          ErrorCode.REQUEST_TOO_LARGE,
          "The address has "
              + address.length()
              + " characters, at most "
              + MOST_CHARACTERS
              + " can be saved, which some 1,900 selected runs need");
    }
    String path = address.split("[?]", 2)[0];
    if (!WRITTEN.matcher(address).matches()
        || LEADS_AWAY.matcher(path).find()
        || !isPage.test(path)) {
      throw ApiException.invalid(
          "Invalid value for 'address': must be the path of a page and, if it has one, its query,"
              + " such as '/e/1?q=loss'");
    }
    return new SavedView(key(address), address);
  }

  private static String key(String address) {
    byte[] digest = Sha256.digest().digest(address.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
  }
}
