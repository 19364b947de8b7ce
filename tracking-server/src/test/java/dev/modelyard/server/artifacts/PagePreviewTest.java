package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
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
    assertThat(reply.raw().headers().firstValue("X-Content-Type-Options")).contains("nosniff");
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
