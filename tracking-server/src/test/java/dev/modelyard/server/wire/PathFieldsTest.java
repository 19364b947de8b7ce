package dev.modelyard.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.server.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathFieldsTest {
  private static TextFields read(String body, Map<String, String> path) {
    return JsonFields.read(
        body.getBytes(StandardCharsets.UTF_8),
        in -> TextFields.of("model_id", "name").apply(new PathFields(in, path)));
  }

  @Test
  void addsWhatThePathNamesToTheBody() {
    TextFields fields = read("{\"name\": \"n\", \"unknown\": [1]}", Map.of("model_id", "m-1"));
    assertThat(fields.required("name")).isEqualTo("n");
    assertThat(fields.required("model_id")).isEqualTo("m-1");
  }

  @Test
  void thePathDecidesWhenTheBodySaysOtherwise() {
    TextFields fields = read("{\"model_id\": \"m-2\"}", Map.of("model_id", "m-1"));
    assertThat(fields.required("model_id")).isEqualTo("m-1");
  }

  @Test
  void refusesTextsThatCannotBeStored() {
    assertThatThrownBy(() -> read("{}", Map.of("model_id", "a\0b")))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("model_id");
  }
}
