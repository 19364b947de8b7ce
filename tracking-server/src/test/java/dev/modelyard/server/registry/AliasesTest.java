package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static dev.modelyard.server.testing.Replies.assertDone;
import static dev.modelyard.server.testing.Replies.assertInvalid;
import static dev.modelyard.server.testing.Replies.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AliasesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  private static String withTwoVersions() {
    String name = calls.aModel();
    calls.aVersion(name);
    calls.aVersion(name);
    return name;
  }

  private static Reply delete(String name, String alias) {
    return calls.delete("registered-models/alias", "name", name, "alias", alias);
  }

  @Test
  void movesFromVersionToVersion() {
    String name = withTwoVersions();
    assertDone(calls.setAlias(name, "champion", "1"));
    assertDone(calls.setAlias(name, "b", "1"));
    JsonNode version = done(calls.byAlias(name, "champion")).path("model_version");
    assertThat(version).isEqualTo(calls.version(name, "1"));
    assertThat(version.path("aliases").toString()).isEqualTo("[\"b\",\"champion\"]");
    assertDone(calls.setAlias(name, "champion", "2"));
    assertDone(calls.setAlias(name, "champion", "02"));
    assertThat(done(calls.byAlias(name, "champion")).at("/model_version/version").asText())
        .isEqualTo("2");
    assertThat(calls.version(name, "1").path("aliases").toString()).isEqualTo("[\"b\"]");
  }

  static Stream<String> good() {
    return Stream.of(
        "a", "é", "日本", "1", "v", "V", "v1a", "1v", "-", "_", "A-b_9", "latest1", "x".repeat(255));
  }

  @ParameterizedTest
  @MethodSource("good")
  void takesAliasesAsMlflowDoes(String alias) {
    String name = withTwoVersions();
    assertDone(calls.setAlias(name, alias, "1"));
    assertThat(done(calls.byAlias(name, alias)).at("/model_version/aliases/0").asText())
        .isEqualTo(alias);
    assertDone(delete(name, alias));
  }

  static Stream<String> bad() {
    return Stream.of("", " ", "a b", "a.b", "a/b", "a:b", "a@b", "🙂", "a\n", "x".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesOtherCharacters(String alias) {
    String name = withTwoVersions();
    assertInvalid(calls.setAlias(name, alias, "1"));
    assertInvalid(calls.byAlias(name, alias));
    assertInvalid(delete(name, alias));
  }

  static Stream<String> reserved() {
    return Stream.of("latest", "LATEST", "Latest", "v1", "V1", "v0", "v123456789012345678901");
  }

  @ParameterizedTest
  @MethodSource("reserved")
  void refusesToSetWhatReadsAsAVersion(String alias) {
    String name = withTwoVersions();
    assertInvalid(calls.setAlias(name, alias, "1"));
    assertInvalid(
        calls.own("POST", "models/" + part(name) + "/aliases", "alias", alias, "version", "1"));
    assertDone(delete(name, alias));
  }

  @Test
  void tellsAliasesApartByCase() {
    String name = withTwoVersions();
    assertDone(calls.setAlias(name, "champion", "1"));
    assertDone(calls.setAlias(name, "Champion", "2"));
    assertThat(done(calls.byAlias(name, "champion")).at("/model_version/version").asText())
        .isEqualTo("1");
  }

  @Test
  void answersAnUnknownAliasAsMlflowDoes() {
    String name = withTwoVersions();
    assertInvalid(calls.byAlias(name, "nobody"));
    assertInvalid(calls.byAlias(name, "v1"));
    assertUnknown(calls.byAlias(aName(), "nobody"));
    assertUnknown(calls.setAlias(name, "a", "3"));
    assertUnknown(calls.setAlias(aName(), "a", "1"));
    assertUnknown(delete(aName(), "a"));
  }

  @Test
  void latestIsTheHighestVersionWhateverItsStage() {
    String name = calls.aModel();
    assertUnknown(calls.byAlias(name, "latest"));
    assertUnknown(calls.byAlias(aName(), "latest"));
    for (int i = 0; i < 3; i++) {
      calls.aVersion(name);
    }
    calls.promote(name, "2");
    for (String stage : new String[] {"Archived", "Staging", "None"}) {
      done(calls.transition(name, "3", stage));
      assertThat(done(calls.byAlias(name, "LateST")).at("/model_version/version").asText())
          .isEqualTo("3");
    }
    assertDone(calls.deleteVersion(name, "3"));
    assertThat(done(calls.byAlias(name, "latest")).at("/model_version/version").asText())
        .isEqualTo("2");
  }

  @Test
  void deletesWhatIsThereAndWhatIsNot() {
    String name = withTwoVersions();
    assertDone(calls.setAlias(name, "a", "1"));
    assertDone(delete(name, "a"));
    assertDone(delete(name, "a"));
    assertInvalid(calls.byAlias(name, "a"));
    assertThat(calls.model(name).has("aliases")).isFalse();
  }

  @Test
  void setsAnAliasWithAReasonByOurOwnCall() {
    String name = withTwoVersions();
    Reply reply =
        calls.own(
            "POST",
            "models/" + part(name) + "/aliases",
            "alias",
            "champion",
            "version",
            "1",
            "reason",
            "won the tests");
    assertThat(done(reply).path("model_version")).isEqualTo(calls.version(name, "1"));
    assertThat(reply.json().at("/model_version/aliases/0").asText()).isEqualTo("champion");
    String path = "models/" + part(name) + "/aliases";
    assertInvalid(calls.own("POST", path, "alias", "a"));
    assertInvalid(calls.own("POST", path, "version", "1"));
    assertUnknown(calls.own("POST", path, "alias", "a", "version", "9"));
    assertInvalid(
        calls.own("POST", path, "alias", "a", "version", "1", "reason", "r".repeat(10_001)));
  }
}
