package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HTML that somebody uploaded is shown, and can do nothing. */
class PagePreviewTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private Client client;
  private FileCalls files;
  private String run;

  @BeforeEach
  void aRun() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
  }

  private Client.Reply preview(String path) {
    return client.send(
        client.request("/api/modelyard/1.0/runs/" + run + "/preview?path=" + path, "GET", ""));
  }

  @Test
  void showsAPageThatRunsNothingAndAsksNobody() {
    files.put(ofRun(run, "r/report.HTML"), "<script>alert(1)</script>");
    Client.Reply reply = preview("r/report.HTML");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("<script>alert(1)</script>");
    assertThat(reply.raw().headers().firstValue("Content-Type").orElseThrow().replace(" ", ""))
        .isEqualToIgnoringCase("text/html;charset=utf-8");
    assertThat(reply.raw().headers().firstValue("Content-Disposition")).isEmpty();
    assertThat(reply.raw().headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("sandbox; default-src 'none';")
        .doesNotContain("allow-", "script-src", "connect-src", "http");
    assertThat(reply.raw().headers().firstValue("Connection-Allowlist")).contains("()");
    assertThat(reply.raw().headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void letsScriptsRunWhenAskedTo() {
    files.put(ofRun(run, "a.html"), "<script>1</script>");
    Client.Reply reply = preview("a.html&scripts=true");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.raw().headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("sandbox allow-scripts; script-src 'unsafe-inline'")
        .contains("default-src 'none'", "form-action 'none'", "frame-ancestors 'self'")
        .doesNotContain("allow-same-origin", "allow-top", "allow-popups", "connect-src", "http");
    assertThat(reply.raw().headers().firstValue("Connection-Allowlist")).contains("()");
    assertThat(preview("a.html&scripts=yes").status()).isEqualTo(400);
    assertThat(
            preview("a.html&scripts=false").raw().headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("sandbox; "));
  }

  @Test
  void letsScriptsRunWithinAFrameAlone() {
    files.put(ofRun(run, "a.html"), "<script>1</script>");
    String path = "/api/modelyard/1.0/runs/" + run + "/preview?path=a.html";
    assertThat(asked(path + "&scripts=true", "document")).isEqualTo(400);
    assertThat(asked(path + "&scripts=true", "iframe")).isEqualTo(200);
    assertThat(asked(path, "document")).isEqualTo(200);
  }

  private int asked(String path, String destination) {
    HttpRequest.Builder request = client.request(path, "GET", "");
    return client.send(request.setHeader("Sec-Fetch-Dest", destination)).status();
  }

  @Test
  void leavesPdfToTheViewerOfTheBrowser() {
    files.put(ofRun(run, "a.PDF"), "<script>alert(1)</script>");
    Client.Reply reply = preview("a.PDF");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.raw().headers().firstValue("Content-Type")).contains("application/pdf");
    assertThat(reply.raw().headers().firstValue("Content-Disposition")).isEmpty();
    assertThat(reply.raw().headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.raw().headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("sandbox; "));
    assertThat(preview("a.PDF&scripts=true").status()).isEqualTo(400);
  }

  @Test
  void showsNothingElse() {
    files.put(ofRun(run, "a.svg"), "<svg/>");
    files.put(ofRun(run, "html"), "x");
    assertThat(preview("a.svg").status()).isEqualTo(400);
    assertThat(preview("a.svg").body()).contains("get-artifact");
    assertThat(preview("html").status()).isEqualTo(400);
    assertThat(preview("missing.html").status()).isEqualTo(404);
    assertThat(preview("../x.html").status()).isEqualTo(400);
    assertThat(preview("").status()).isEqualTo(400);
  }
}
