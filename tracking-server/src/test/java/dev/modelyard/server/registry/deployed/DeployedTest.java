package dev.modelyard.server.registry.deployed;

import static dev.modelyard.server.registry.RegistryCalls.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.registry.RegistryCalls;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in use, and who put it there. */
class DeployedTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static RegistryCalls calls;

  @BeforeAll
  static void connect() {
    calls = new RegistryCalls(server.client());
  }

  private static List<JsonNode> deployed(String model) {
    JsonNode answer = done(calls.own("GET", "deployed"));
    assertThat(answer.path("truncated").asBoolean()).isFalse();
    return StreamSupport.stream(answer.path("deployed").spliterator(), false)
        .filter(each -> each.path("model").asText().equals(model))
        .toList();
  }

  @Test
  void tellsOfEachProductionVersionAndAliasWhoPutItThereAndWhy() {
    String name = calls.aGuardedModel();
    calls.aVersion(name);
    calls.aVersion(name);
    assertThat(deployed(name)).isEmpty();
    done(calls.move(name, "1", "Production", "reason", "the first"));
    done(calls.setAlias(name, "challenger", "2"));
    done(calls.move(name, "2", "Production", "reason", "better", "aliases", List.of("champion")));
    List<JsonNode> all = deployed(name);
    assertThat(all)
        .extracting(each -> each.path("alias").asText(""))
        .containsExactly("", "challenger", "champion");
    JsonNode production = all.get(0);
    assertThat(production.path("version").asText()).isEqualTo("2");
    assertThat(production.path("mode").asText()).isEqualTo("guarded");
    assertThat(production.path("reason").asText()).isEqualTo("better");
    assertThat(production.path("actor").asText()).isEqualTo("anonymous");
    assertThat(production.path("way").asText()).isEqualTo("api");
    assertThat(production.path("since").asLong()).isPositive();
    assertThat(all.get(1).has("reason")).isFalse();
    assertThat(all.get(2).path("reason").asText()).isEqualTo("better");
  }

  @Test
  void tellsOfTheLastTimeThatAVersionCame() {
    String name = calls.aModel();
    calls.aVersion(name);
    done(calls.move(name, "1", "Production", "reason", "first"));
    done(calls.move(name, "1", "Archived", "reason", "out"));
    assertThat(deployed(name)).isEmpty();
    done(calls.move(name, "1", "Production", "reason", "again"));
    assertThat(deployed(name))
        .singleElement()
        .satisfies(each -> assertThat(each.path("reason").asText()).isEqualTo("again"));
  }

  @Test
  void passesOverPrompts() {
    String name =
        calls.aModel("tags", List.of(Map.of("key", "mlflow.prompt.is_prompt", "value", "true")));
    calls.aVersion(name);
    done(calls.setAlias(name, "live", "1"));
    assertThat(deployed(name)).isEmpty();
  }
}
