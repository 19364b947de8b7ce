package dev.modelyard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigTest {
  @Test
  void needsNoSettingAtAll() {
    Config config = Config.from(Map.of());
    assertThat(config.isEmbedded()).isTrue();
    assertThat(config.listen().getPort()).isEqualTo(5000);
    assertThat(config.listen().getAddress().isLoopbackAddress()).isTrue();
    assertThat(config.allowedHosts()).contains("localhost", "127.0.0.1", "[::1]");
    assertThat(config.migrateAtStart()).isTrue();
  }

  @Test
  void tellsAllFaultsAtOnce() {
    assertThatThrownBy(
            () ->
                Config.from(
                    Map.of(
                        "MODELYARD_LISTEN", "nowhere",
                        "MODELYARD_MIGRATE", "sometimes",
                        "MODELYARD_DATABASE_POOL_SIZE", "none",
                        "MODELYARD_LISTN", "127.0.0.1:1")))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll(
            "MODELYARD_LISTEN must be host:port",
            "MODELYARD_MIGRATE must be auto or never",
            "MODELYARD_DATABASE_POOL_SIZE must be a number",
            "MODELYARD_LISTN is no setting");
  }

  @Test
  void passesOverWhatKubernetesInjects() {
    Config config =
        Config.from(
            Map.of(
                "MODELYARD_PORT", "tcp://10.0.0.1:5000",
                "MODELYARD_PORT_5000_TCP", "tcp://10.0.0.1:5000",
                "MODELYARD_SERVICE_HOST", "10.0.0.1"));
    assertThat(config.listen().getPort()).isEqualTo(5000);
  }

  @Test
  void servesAForeignAddressOnlyWhenToldSoAndUnderWhichNames() {
    assertThatThrownBy(() -> Config.from(Map.of("MODELYARD_LISTEN", "0.0.0.0:5000")))
        .hasMessageContainingAll("MODELYARD_AUTH must be 'off'", "MODELYARD_ALLOWED_HOSTS must");
    Config told =
        Config.from(
            Map.of(
                "MODELYARD_LISTEN", "0.0.0.0:5000",
                "MODELYARD_AUTH", "off",
                "MODELYARD_ALLOWED_HOSTS", "ml.example.org"));
    assertThat(told.allowedHosts()).contains("ml.example.org");
  }

  @Test
  void refusesALoginThatIsNotBuilt() {
    assertThatThrownBy(() -> Config.from(Map.of("MODELYARD_AUTH", "on")))
        .hasMessageContaining("no login yet");
  }

  @Test
  void understandsBothFormsOfDatabaseUrls() {
    Config postgres =
        Config.from(Map.of("MODELYARD_DATABASE_URL", "postgres://me:s%2Bcret@db:5433/ml?ssl=true"));
    assertThat(database(postgres).jdbcUrl()).isEqualTo("jdbc:postgresql://db:5433/ml?ssl=true");
    assertThat(database(postgres).user()).isEqualTo("me");
    assertThat(database(postgres).password().reveal()).isEqualTo("s+cret");

    Config jdbc =
        Config.from(
            Map.of(
                "MODELYARD_DATABASE_URL", "jdbc:postgresql://db/ml",
                "MODELYARD_DATABASE_USER", "me",
                "MODELYARD_DATABASE_PASSWORD", "secret"));
    assertThat(database(jdbc).user()).isEqualTo("me");
    assertThat(jdbc.toString()).doesNotContain("secret");
  }

  private static DatabaseAddress database(Config config) {
    return Objects.requireNonNull(config.database());
  }

  @Test
  void readsThePasswordFromAFile() throws IOException {
    Path file = Files.createTempFile("password", "");
    Files.writeString(file, "from file\n");
    Config config =
        Config.from(
            Map.of(
                "MODELYARD_DATABASE_URL",
                "jdbc:postgresql://db/ml",
                "MODELYARD_DATABASE_PASSWORD_FILE",
                file.toString()));
    Files.delete(file);
    assertThat(database(config).password().reveal()).isEqualTo("from file");
  }

  @Test
  void neverRepeatsASecretInAMessage() {
    assertThatThrownBy(() -> Config.from(Map.of("MODELYARD_DATABASE_URL", "mysql://me:hush@db/ml")))
        .hasMessageContaining("MODELYARD_DATABASE_URL must look like")
        .hasMessageNotContaining("hush");
  }

  @Test
  void everySettingIsInTheManual() throws IOException {
    String manual = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (Config.Setting setting : Config.Setting.values()) {
      assertThat(manual).contains("`" + setting.variable() + "`");
    }
  }
}
