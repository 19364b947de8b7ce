package dev.modelyard.server.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What the user says who it is, as MLflow's clients take it from the environment. */
final class Credentials {
  private static final String USER = "MLFLOW_TRACKING_USERNAME";
  private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  private Credentials() {}

  /** The header Authorization; empty when nobody is named. A user goes before a token. */
  static Optional<String> header(Map<String, String> environment, URI server) {
    String user = environment.getOrDefault(USER, "");
    String password = environment.getOrDefault(PASSWORD, "");
    if (!user.isEmpty() && !password.isEmpty()) {
      return Optional.of(basic(user + ":" + password));
    }
    String token = environment.getOrDefault(TOKEN, "");
    if (!token.isEmpty()) {
      return Optional.of("Bearer " + token);
    }
    return Optional.ofNullable(server.getUserInfo()).map(Credentials::basic);
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
