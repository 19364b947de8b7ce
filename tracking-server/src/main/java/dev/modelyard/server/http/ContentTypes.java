package dev.modelyard.server.http;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.MimeTypes;
import org.jspecify.annotations.Nullable;

/** What a file is said to be, by its name alone, as MLflow says it. */
final class ContentTypes {
  /** Endings, and whole names without one, of what MLflow's page shows as text. */
  private static final Set<String> TEXT =
      Set.of(
          "txt",
          "log",
          "err",
          "cfg",
          "conf",
          "cnf",
          "cf",
          "ini",
          "properties",
          "prop",
          "hocon",
          "toml",
          "yaml",
          "yml",
          "xml",
          "json",
          "js",
          "py",
          "py3",
          "csv",
          "tsv",
          "md",
          "rst",
          "ipynb",
          "MLmodel",
          "MLproject");

  private ContentTypes() {}

  static String of(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (TEXT.contains(ending)) {
      return "text/plain;charset=utf-8";
    }
    @Nullable String type = MimeTypes.DEFAULTS.getMimeForExtension(ending.toLowerCase(Locale.ROOT));
    return type == null ? "application/octet-stream" : type;
  }
}
