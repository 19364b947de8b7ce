package dev.modelyard.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import java.util.List;
import java.util.Optional;

/** What every answer of the server must hold to. */
final class Answers {
  /** Traces of our insides that no caller may see. */
  private static final List<String> INSIDES =
      List.of("Exception", "SQL", "org.", "dev.modelyard", "java.", "\tat ", "Jetty", "jetty");

  private Answers() {}

  static void assertShowsNoInsides(String body) {
    assertThat(body).doesNotContain(INSIDES);
  }

  /** Why the answer is not one that a caller's mistake may get, or empty. */
  static Optional<String> fault(Client.Reply reply) {
    if (reply.status() >= 500) {
      return Optional.of("a failure of the server");
    }
    if (INSIDES.stream().anyMatch(reply.body()::contains)) {
      return Optional.of("shows insides");
    }
    boolean told = !reply.errorCode().isEmpty() && !reply.message().isEmpty();
    return reply.status() <= 201 || told ? Optional.empty() : Optional.of("tells no error_code");
  }

  static void assertError(Client.Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(header(reply, "Content-Type")).isEqualTo("application/json");
    assertError(reply.json(), code);
    assertShowsNoInsides(reply.body());
  }

  static void assertError(JsonNode body, String code) {
    assertThat(body.path("error_code").asText()).isEqualTo(code);
    assertThat(body.path("message").asText()).isNotEmpty();
    assertThat(body.path("request_id").asText()).matches("[0-9a-f]{16}");
  }

  static String header(Client.Reply reply, String name) {
    return reply.raw().headers().firstValue(name).orElse("");
  }
}
