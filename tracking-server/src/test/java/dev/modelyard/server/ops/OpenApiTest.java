package dev.modelyard.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.Route;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds the OpenAPI document to the calls that there are. */
class OpenApiTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String OWN = "/" + Prefix.OWN.relative("");

  private static JsonNode document() {
    Client client = server.client();
    Client.Reply reply = client.send(client.request(OWN + "openapi.json", "GET", ""));
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void describesEveryCallOfOurOwnAndNoOther() {
    Set<String> described = new TreeSet<>();
    document()
        .path("paths")
        .propertyStream()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    Set<String> served = new TreeSet<>();
    for (Route route : server.api().routes()) {
      String path = route.paths().get(0);
      if (path.startsWith(OWN)) {
        served.add(route.method().name() + " /" + wire(path.substring(OWN.length())));
      }
    }
    assertThat(described).isEqualTo(served);
  }

  /** Javalin writes a field that may hold slashes in angle brackets. */
  private static String wire(String template) {
    return template.replace('<', '{').replace('>', '}');
  }

  @Test
  void namesEachFieldOfAPathAsAParameter() {
    document()
        .path("paths")
        .propertyStream()
        .forEach(
            path ->
                path.getValue()
                    .valueStream()
                    .forEach(
                        call ->
                            assertThat(
                                    call.path("parameters")
                                        .valueStream()
                                        .filter(each -> each.path("in").asText().equals("path"))
                                        .map(each -> "{" + each.path("name").asText() + "}"))
                                .as(path.getKey())
                                .containsExactlyElementsOf(fields(path.getKey()))));
  }

  private static Iterable<String> fields(String path) {
    return Stream.of(path.split("/")).filter(part -> part.startsWith("{")).toList();
  }

  @Test
  void refersOnlyToWhatItDefines() {
    JsonNode document = document();
    assertThat(document.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse());
  }
}
