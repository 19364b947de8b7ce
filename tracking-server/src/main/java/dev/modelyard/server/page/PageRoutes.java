package dev.modelyard.server.page;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Content;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.RawPath;
import dev.modelyard.server.http.Route;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page: one document for all of its addresses, which carries the answers that its first
 * view needs, the assets, and the page of our own calls. Features add to the document by {@link
 * #first}, before {@link #register}.
 */
public final class PageRoutes {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; font-src 'none'; frame-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final Bundle bundle;
  private final Document document;
  private final Map<String, Answer> everywhere = new LinkedHashMap<>();
  private @Nullable Supplier<Answer> cursor;

  /** By the page's name, then by the answer's. */
  private final Map<String, Map<String, Function<Context, Answer>>> firsts = new HashMap<>();

  public PageRoutes(Bundle bundle) {
    this.bundle = bundle;
    this.document = new Document(bundle.document());
  }

  /** Puts an answer into the document of every address, under {@code name}. */
  public PageRoutes everywhere(String name, Answer answer) {
    everywhere.put(name, answer);
    return this;
  }

  /**
   * Puts how far changes had come, before the data were read, into each document that has any: so
   * the page misses nothing of what happens until it follows them, however old the document is.
   */
  public PageRoutes cursor(Supplier<Answer> cursor) {
    this.cursor = cursor;
    return this;
  }

  /**
   * Puts an answer into the document of an address. A failure is left out: the page then asks by
   * itself and tells of it.
   *
   * @param page the address' name in web-ui/src/addresses.json
   * @param name under which the page finds it
   * @param shape reads what the path and the query of the page's address name
   * @param answer as a call of the API answers it
   */
  public <T> PageRoutes first(
      String page, String name, Function<FieldReader, T> shape, Function<T, Answer> answer) {
    if (bundle.pages().stream().noneMatch(known -> known.name().equals(page))) {
      throw new IllegalArgumentException("the page has no address named " + page);
    }
    firsts
        .computeIfAbsent(page, any -> new LinkedHashMap<>())
        .put(name, context -> answer.apply(RawPath.query(context, shape)));
    return this;
  }

  public void register(Api api) {
    Calls root = api.under(Prefix.ROOT);
    for (Bundle.Page page : bundle.pages()) {
      root.page(
          page.path().substring(1),
          Permission.READ,
          Route.Kind.ORDINARY,
          context -> write(context, page));
    }
    root.page(
        "docs/api",
        Permission.READ,
        Route.Kind.ORDINARY,
        context -> send(context, bundle.apiPage(look(context))));
    root.page("assets/{file}", Permission.OPEN, Route.Kind.ORDINARY, this::asset);
    api.elsewhere(context -> write(context, null));
  }

  private void write(Context context, Bundle.@Nullable Page page) throws IOException {
    String html =
        document.of(
            context.req().getRequestURI(),
            look(context),
            page == null ? List.of() : page.assets(),
            page == null ? everywhere : data(context, page));
    send(context, html);
  }

  private static String look(Context context) {
    return Theme.of(context.cookie("modelyard-theme")).attribute()
        + Density.of(context.cookie("modelyard-density")).attribute();
  }

  private static void send(Context context, String html) throws IOException {
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Frame-Options", "DENY");
    Content.made("text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8)).write(context);
  }

  private Map<String, Answer> data(Context context, Bundle.Page page) {
    Map<String, Answer> data = new LinkedHashMap<>(everywhere);
    Map<String, Function<Context, Answer>> asked = firsts.getOrDefault(page.name(), Map.of());
    if (cursor != null && !asked.isEmpty()) {
      put(data, "cursor", cursor);
    }
    asked.forEach((name, answer) -> put(data, name, () -> answer.apply(context)));
    return data;
  }

  private static void put(Map<String, Answer> data, String name, Supplier<Answer> answer) {
    try {
      data.put(name, answer.get());
    } catch (ApiException refused) {
      data.remove(name);
    }
  }

  private void asset(Context context) throws IOException {
    Content content =
        bundle
            .asset(RawPath.field(context, "file"))
            .orElseThrow(() -> ApiException.notFound("The page has no such file"));
    context.header("Cache-Control", "public, max-age=31536000, immutable");
    content.write(context);
  }
}
