package dev.modelyard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"", "METRICS_"})
  void passesOverWhatKubernetesInjects(String service) {
    String prefix = "MODELYARD_" + service;
    Config config =
        Config.from(
            Map.of(
                prefix + "SERVICE_HOST", "10.0.0.1",
                prefix + "SERVICE_PORT", "5000",
                prefix + "SERVICE_PORT_HTTP", "5000",
                prefix + "PORT", "tcp://10.0.0.1:5000",
                prefix + "PORT_5000_TCP", "tcp://10.0.0.1:5000",
                prefix + "PORT_5000_TCP_PROTO", "tcp",
                prefix + "PORT_5000_TCP_PORT", "5000",
                prefix + "PORT_5000_TCP_ADDR", "10.0.0.1"));
    assertThat(config.listen().getPort()).isEqualTo(5000);
  }

  @Test
  void doesNotTakeASettingOfOnesOwnForWhatKubernetesInjects() {
    assertThatThrownBy(() -> Config.from(Map.of("MODELYARD_DATABASE_PORT", "5432")))
        .hasMessageContaining("MODELYARD_DATABASE_PORT is no setting");
  }

  @Test
  void needsAWayPastAPooler() {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "MODELYARD_DATABASE_URL", "postgres://u:p@pooler:6432/modelyard",
                "MODELYARD_DATABASE_POOLER", "true"));
    assertThatThrownBy(() -> Config.from(settings))
        .hasMessageContaining("MODELYARD_DATABASE_DIRECT_URL must lead to the database");
    settings.put("MODELYARD_DATABASE_DIRECT_URL", "postgres://u:p@db:5432/modelyard");
    assertThat(Config.from(settings).pooler()).isTrue();
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
  void keepsArtifactsInTheDataDirectoryUnlessToldOtherwise() {
    assertThat(artifacts("MODELYARD_DATA_DIR", "/srv/data"))
        .isEqualTo(new BlobLocation.Folder(Path.of("/srv/data/artifacts")));
    assertThat(artifacts("MODELYARD_ARTIFACTS", "/srv/artifacts"))
        .isEqualTo(new BlobLocation.Folder(Path.of("/srv/artifacts")));
    assertThat(artifacts("MODELYARD_ARTIFACTS", "near/here"))
        .isEqualTo(new BlobLocation.Folder(Path.of("near/here").toAbsolutePath()));
  }

  @Test
  void understandsBuckets() {
    assertThat(artifacts("MODELYARD_ARTIFACTS", "s3://models"))
        .isEqualTo(new BlobLocation.S3("models", "", null, null, false, true));
    assertThat(artifacts("MODELYARD_ARTIFACTS", "s3://models/team_a/v1.0/"))
        .isEqualTo(new BlobLocation.S3("models", "team_a/v1.0/", null, null, false, true));
    assertThat(
            artifacts(
                "MODELYARD_ARTIFACTS", "s3://models/x",
                "MODELYARD_S3_ENDPOINT", "http://minio:9000/",
                "MODELYARD_S3_REGION", "eu-central-1",
                "MODELYARD_S3_DIRECT", "true"))
        .isEqualTo(
            new BlobLocation.S3(
                "models", "x/", URI.create("http://minio:9000"), "eu-central-1", true, true));
    assertThat(
            artifacts(
                "MODELYARD_ARTIFACTS", "s3://models/x",
                "MODELYARD_S3_ENDPOINT", "https://s3.example.org",
                "MODELYARD_S3_PATH_STYLE", "false"))
        .isEqualTo(
            new BlobLocation.S3(
                "models", "x/", URI.create("https://s3.example.org"), null, false, false));
  }

  @Test
  void refusesOtherPlacesForArtifacts() {
    for (String place :
        List.of(
            "gs://bucket/x",
            "file:/tmp/x",
            "https://example.org/x",
            "s3:bucket",
            "s3://",
            "s3:///prefix",
            "s3://bucket/../x",
            "s3://bucket/./x",
            "s3://bucket//x",
            "s3://bucket/x?y",
            "s3://bucket/a b",
            "s3://user:hush@bucket/x")) {
      assertThatThrownBy(() -> artifacts("MODELYARD_ARTIFACTS", place))
          .as(place)
          .hasMessageContaining("MODELYARD_ARTIFACTS must");
    }
  }

  @Test
  void refusesSettingsOfS3ForAFolder() {
    assertThatThrownBy(
            () ->
                artifacts(
                    "MODELYARD_S3_ENDPOINT", "http://minio:9000",
                    "MODELYARD_S3_REGION", "eu-central-1",
                    "MODELYARD_S3_PATH_STYLE", "true",
                    "MODELYARD_S3_DIRECT", "true"))
        .hasMessageContainingAll(
            "MODELYARD_S3_ENDPOINT is only of use with MODELYARD_ARTIFACTS=s3://bucket/prefix",
            "MODELYARD_S3_REGION is only",
            "MODELYARD_S3_PATH_STYLE is only",
            "MODELYARD_S3_DIRECT is only");
  }

  @Test
  void refusesSettingsThatNoS3Has() {
    assertThatThrownBy(
            () ->
                artifacts(
                    "MODELYARD_ARTIFACTS", "s3://models",
                    "MODELYARD_S3_ENDPOINT", "http://me:hush@minio:9000",
                    "MODELYARD_S3_REGION", "Frankfurt am Main",
                    "MODELYARD_S3_PATH_STYLE", "maybe",
                    "MODELYARD_S3_DIRECT", "never"))
        .hasMessageContainingAll(
            "MODELYARD_S3_ENDPOINT must look like https://",
            "MODELYARD_S3_REGION must be a region's name",
            "MODELYARD_S3_PATH_STYLE must be",
            "MODELYARD_S3_DIRECT must be")
        .hasMessageNotContaining("hush");
    for (String endpoint : List.of("minio:9000", "ftp://minio", "http://minio/path", "http://")) {
      assertThatThrownBy(
              () ->
                  artifacts(
                      "MODELYARD_ARTIFACTS", "s3://models", "MODELYARD_S3_ENDPOINT", endpoint))
          .hasMessageContaining("MODELYARD_S3_ENDPOINT must look like https://");
    }
  }

  private static BlobLocation artifacts(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return Config.from(environment).artifacts();
  }

  @Test
  void everySettingIsInTheManual() throws IOException {
    String manual = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (Config.Setting setting : Config.Setting.values()) {
      assertThat(manual).contains("`" + setting.variable() + "`");
    }
  }
}
