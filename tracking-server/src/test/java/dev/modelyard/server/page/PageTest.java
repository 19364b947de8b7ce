package dev.modelyard.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final Pattern SCRIPT = Pattern.compile("src=\"([./]*)(assets/[\\w-]+\\.js)\"");

  private static Client.Reply look(String path, String... headers) {
    var request = server.client().request(path, "GET", "").header("Accept", "text/html,*/*;q=0.8");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return server.client().send(request);
  }

  private static String header(Client.Reply reply, String name) {
    return reply.raw().headers().firstValue(name).orElse("");
  }

  private static String script() {
    Matcher script = SCRIPT.matcher(look("/").body());
    assertThat(script.find()).isTrue();
    return "/" + script.group(2);
  }

  /** Every address of the page, its fields filled in. */
  static Stream<String> addresses() {
    return Bundle.load().pages().stream()
        .map(
            page ->
                page.path()
                    .replaceAll("<.*?>", "plots/a%20b.png")
                    .replaceAll("[{].*?[}]", "x%20y"));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void answersEveryAddressWithTheDocument(String path) {
    Client.Reply reply = look(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(header(reply, "Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(reply.body()).startsWith("<!doctype html>").doesNotContain("{{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/e", "/e/1", "/r/x/files", "/r/x/files/a/b/c"})
  void leadsFromEveryDepthToTheSameAssets(String path) {
    Matcher script = SCRIPT.matcher(look(path).body());
    assertThat(script.find()).isTrue();
    String address = java.net.URI.create(path).resolve(script.group(1) + script.group(2)).getPath();
    assertThat(look(address).status()).isEqualTo(200);
  }

  @Test
  void tellsOurOwnCallsByAPageThatNeedsNoScript() {
    Client.Reply page = look("/docs/api");
    assertThat(page.status()).isEqualTo(200);
    assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(page.body())
        .contains("id=\"changes\"", "id=\"shape-Changes\"", "href=\"../\"")
        .doesNotContain("<script", "{{");
    assertThat(look("/docs/api", "If-None-Match", header(page, "ETag")).status()).isEqualTo(304);
    assertThat(header(look("/docs/api", "Accept-Encoding", "gzip, br"), "Content-Encoding"))
        .isEqualTo("gzip");
    Matcher style = Pattern.compile("href=\"[.][.](/assets/[\\w-]+\\.css)\"").matcher(page.body());
    assertThat(style.find()).isTrue();
    assertThat(look(style.group(1)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs/api"})
  void letsNothingRunOrLoadButItsOwn(String path) {
    HttpResponse<String> raw = look(path).raw();
    assertThat(raw.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
                    .doesNotContain("unsafe"));
    assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(raw.headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(raw.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
  }

  @Test
  void sendsTheDocumentAgainOnlyWhenItChanged() {
    Client.Reply first = look("/e");
    Client.Reply again = look("/e", "If-None-Match", header(first, "ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    Client.Reply dark =
        look("/e", "If-None-Match", header(first, "ETag"), "Cookie", "modelyard-theme=dark");
    assertThat(dark.status()).isEqualTo(200);
    assertThat(dark.body()).contains("<html lang=\"en\" data-theme=\"dark\">");
    assertThat(look("/e", "Cookie", "modelyard-theme=dark; modelyard-density=compact").body())
        .contains("<html lang=\"en\" data-theme=\"dark\" data-density=\"compact\">");
  }

  @Test
  void tellsOurOwnCallsInTheThemeThatWasChosen() {
    Client.Reply light = look("/docs/api", "Cookie", "modelyard-theme=light");
    assertThat(light.body()).contains("<html lang=\"en\" data-theme=\"light\">");
    Client.Reply dark =
        look("/docs/api", "Cookie", "modelyard-theme=dark", "If-None-Match", header(light, "ETag"));
    assertThat(dark.body()).contains("<html lang=\"en\" data-theme=\"dark\">");
    assertThat(look("/docs/api", "Cookie", "modelyard-theme=system").body())
        .contains("<html lang=\"en\">");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs/api"})
  void takesNoOtherThemeFromACookie(String path) {
    assertThat(look(path, "Cookie", "modelyard-theme=\"><script>").body())
        .contains("<html lang=\"en\">");
  }

  @Test
  void carriesTheFirstDataAsInertText() {
    assertThat(look("/").body())
        .contains(
            "<script type=\"application/json\" id=\"first-data\">{\"info\":{\"product\":\"Modelyard\"");
  }

  @Test
  void sendsAssetsForEverInTheSmallestCodingThatTheCallerTakes() {
    String script = script();
    Client.Reply plain = look(script);
    assertThat(header(plain, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(plain, "Content-Type")).isEqualTo("text/javascript;charset=utf-8");
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(header(plain, "Vary")).isEqualTo("Accept-Encoding");
    assertThat(header(look(script, "Accept-Encoding", "gzip, br"), "Content-Encoding"))
        .isEqualTo("br");
    assertThat(header(look(script, "Accept-Encoding", "gzip;q=0.5"), "Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(header(look(script, "Accept-Encoding", "br;q=0, gzip"), "Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(look(script, "If-None-Match", header(plain, "ETag")).status()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/assets/none.js", "/assets/..%2Fpages.txt", "/assets/index.html", "/assets/"})
  void hasNoOtherFiles(String path) {
    assertThat(look(path).status()).isEqualTo(404);
  }

  @Test
  void tellsPeopleOfAnUnknownAddressByThePageAndProgramsInJson() {
    Client.Reply page = look("/nothing/here");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.body()).startsWith("<!doctype html>").contains("\"../assets/");
    Client.Reply program = server.client().send(server.client().request("/nothing", "GET", ""));
    assertThat(program.status()).isEqualTo(404);
    assertThat(program.errorCode()).isEqualTo("ENDPOINT_NOT_FOUND");
    assertThat(look("/api/2.0/mlflow/nothing").errorCode()).isEqualTo("ENDPOINT_NOT_FOUND");
    assertThat(look("/ajax-api/2.0/nothing").errorCode()).isEqualTo("ENDPOINT_NOT_FOUND");
    assertThat(look("/api/2.0/mlflow/runs/create").status()).isEqualTo(405);
  }

  @Test
  void answersHeadWithoutABody() {
    RawHttp.Reply reply =
        RawHttp.send(server.port(), "HEAD /help HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isNotEmpty();
    assertThat(reply.body()).isEmpty();
  }
}
