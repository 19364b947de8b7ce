package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.wire.Sha256;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Refuses addresses that are too long. Whoever opened one in a browser is told what to do, without
 * a script: the page could not tell, since its own address is the one that is refused.
 */
final class AddressLimit {
  static final int MOST_CHARACTERS = 16 << 10;

  private static final String STYLE =
      ":root{color-scheme:light dark;background:Canvas;color:CanvasText;font:13px/20px"
          + " system-ui,sans-serif}main{max-width:640px;padding:16px}h1{font-size:20px}";

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>This address is too long · Modelyard</title>
      <style>{{style}}</style>
      </head>
      <body>
      <main>
      <h1>This address is too long</h1>
      <p>It has {{length}} characters, and the server takes no more than {{most}}.</p>
      <p>If you were given it, ask for a link that was made by <em>Copy link</em> or the key
      <kbd>y</kbd>: of a view that says so much the server keeps the address, and the link is
      short.</p>
      <p><a href="?">Open the page without what was chosen on it</a></p>
      </main>
      </body>
      </html>
      """;

  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-" + sha256(STYLE) + "'; frame-ancestors 'none'";

  private AddressLimit() {}

  static void check(Context context) {
    String query = context.queryString();
    int length = context.req().getRequestURI().length() + (query == null ? 0 : query.length() + 1);
    if (length <= MOST_CHARACTERS) {
      return;
    }
    if (!Api.isPerson(context)) {
      throw new ApiException(
          ErrorCode.URI_TOO_LONG,
          "The path and query have "
              + length
              + " characters, at most "
              + MOST_CHARACTERS
              + " are taken");
    }
    context.header("Content-Security-Policy", POLICY);
    context.status(ErrorCode.URI_TOO_LONG.status());
    context.html(
        PAGE.replace("{{style}}", STYLE)
            .replace("{{length}}", Integer.toString(length))
            .replace("{{most}}", Integer.toString(MOST_CHARACTERS)));
    context.skipRemainingHandlers();
  }

  private static String sha256(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }
}
