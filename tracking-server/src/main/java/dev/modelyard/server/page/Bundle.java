package dev.modelyard.server.page;

import dev.modelyard.server.http.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the build of web-ui has put into the jar. Thread-safe. */
public final class Bundle {
  private static final String FOLDER = "/modelyard-web/";
  private static final Pattern ASSET = Pattern.compile("[\\w-]+\\.(js|css|svg)");

  private final String document;
  private final String apiPage;
  private final List<Page> pages;
  private final List<String> mainMetrics;
  private final Map<String, Content> assets = new ConcurrentHashMap<>();

  /**
   * One address of the page.
   *
   * @param name how the page calls it
   * @param path a template of the router's form
   * @param assets what its code needs beside that of every page
   */
  record Page(String name, String path, List<String> assets) {
    Page {
      assets = List.copyOf(assets);
    }

    boolean isAt(String address) {
      return address.matches(path.replaceAll("[{]\\w+[}]", "[^/]+").replaceAll("<\\w+>", ".+"));
    }
  }

  private Bundle(String document, String apiPage, List<Page> pages, List<String> mainMetrics) {
    this.document = document;
    this.apiPage = apiPage;
    this.pages = List.copyOf(pages);
    this.mainMetrics = List.copyOf(mainMetrics);
  }

  /** Reads it from the class path. */
  public static Bundle load() {
    List<Page> pages = text("pages.txt").lines().map(Bundle::page).toList();
    return new Bundle(
        text("index.html"), text("api.html"), pages, text("main-metrics.txt").lines().toList());
  }

  /** The document, with the places that {@link Document} fills in. */
  String document() {
    return document;
  }

  /** The page of our own calls, looking as was chosen. */
  String apiPage(String look) {
    return apiPage.replace("{{look}}", look);
  }

  List<Page> pages() {
    return pages;
  }

  /** Whether a path below the base, with a slash at its start, is the address of a page. */
  public boolean hasPage(String path) {
    return pages.stream().anyMatch(page -> page.isAt(path));
  }

  /** By which patterns the page guesses the metric that runs are judged by, the surest first. */
  public List<String> mainMetrics() {
    return mainMetrics;
  }

  /** A file of the build; their names hold a hash of what is in them. */
  Optional<Content> asset(String name) {
    return ASSET.matcher(name).matches()
        ? Optional.ofNullable(assets.computeIfAbsent(name, Bundle::read))
        : Optional.empty();
  }

  private static Page page(String line) {
    List<String> parts = Arrays.asList(line.split("\t", -1));
    return new Page(parts.get(0), parts.get(1), parts.subList(2, parts.size()));
  }

  private static @Nullable Content read(String name) {
    String path = "assets/" + name;
    byte[] plain = bytes(path);
    return plain == null
        ? null
        : new Content(type(name), '"' + name + '"', plain, compressed(path));
  }

  private static Map<String, byte[]> compressed(String path) {
    Map<String, byte[]> codings = new HashMap<>();
    Map.of("br", ".br", "gzip", ".gz")
        .forEach(
            (coding, ending) -> {
              byte[] compressed = bytes(path + ending);
              if (compressed != null) {
                codings.put(coding, compressed);
              }
            });
    return codings;
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript;charset=utf-8";
      case "css" -> "text/css;charset=utf-8";
      default -> "image/svg+xml";
    };
  }

  private static String text(String path) {
    return new String(required(path), StandardCharsets.UTF_8);
  }

  private static byte[] required(String path) {
    byte[] bytes = bytes(path);
    if (bytes == null) {
      throw new IllegalStateException("the build of web-ui left no " + path);
    }
    return bytes;
  }

  private static byte @Nullable [] bytes(String path) {
    try (InputStream in = Bundle.class.getResourceAsStream(FOLDER + path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
