package dev.modelyard.server.views;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertRefused;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String VIEWS = "/api/modelyard/1.0/views";

  private static Client.Reply save(String address) {
    String body = JsonNodeFactory.instance.objectNode().put("address", address).toString();
    return server.client().send(server.client().request(VIEWS, "POST", body));
  }

  private static String saved(String address) {
    Client.Reply reply = save(address);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json().path("key").asText();
  }

  private static Client.Reply get(String key) {
    return server.client().send(server.client().request(VIEWS + "/" + key, "GET", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/e/1?q=a%20b&sel=1,2", "/r/x/files/a/b.c%2Fd", "/m/a%2Fb?q=http://x/../y"})
  void keepsAnAddressAsItIs(String address) {
    Client.Reply found = get(saved(address));
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.json().path("address").asText()).isEqualTo(address);
  }

  @Test
  void makesOneViewOfOneAddress() {
    String key = saved("/e/1?sel=a");
    assertThat(key).matches("[0-9a-f]{32}");
    assertThat(saved("/e/1?sel=a")).isEqualTo(key);
    assertThat(saved("/e/1?sel=b")).isNotEqualTo(key);
  }

  @Test
  void tellsThatNothingIsKeptUnderAKey() {
    assertUnknown(get("0".repeat(32)));
    assertUnknown(get("%27%20OR%201=1"));
  }

  @Test
  void bringsAViewInTheDocumentOfItsPage() {
    String key = saved("/e/1?sel=document");
    assertThat(server.client().firstData("/s/" + key).path("view").path("address").asText())
        .isEqualTo("/e/1?sel=document");
    assertThat(server.client().firstData("/s/none").has("view")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e/1",
        "https://elsewhere.example/e/1",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/r/x/files//elsewhere.example",
        "/r/x/files/../../../../elsewhere",
        "/r/x/files/a/.%2E",
        "/e/%2e%2e/x",
        "/e/1#there",
        "/e/1?q=a b",
        "/e/1?q=ä",
        "/nowhere",
        "/docs/api",
        "/api/modelyard/1.0/info",
        "?q=x",
      })
  void takesOnlyAddressesOfPages(String address) {
    assertInvalid(save(address));
  }

  @Test
  void takesAsMuchAsItSays() {
    String most = "/e/1?sel=" + "a".repeat(65_536 - 9);
    assertThat(get(saved(most)).json().path("address").asText()).hasSize(65_536);
    Client.Reply more = save(most + "a");
    assertRefused(more, 413, "REQUEST_TOO_LARGE");
    assertThat(more.message()).contains("65537", "at most 65536");
  }
}
