package dev.modelyard.server.runs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;

/** The description of a model that runs/log-model carries: a JSON object in compact form. */
record LoggedModelJson(String json) {
  /** The tag in which a run keeps the list of its models. */
  static final String HISTORY_TAG = "mlflow.log-model.history";

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> REQUIRED =
      Set.of("artifact_path", "flavors", "run_id", "utc_time_created");

  static LoggedModelJson parse(String text) {
    StringWriter compact = new StringWriter();
    Set<String> missing = new TreeSet<>(REQUIRED);
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator out = JSON.createGenerator(compact)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      out.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        missing.remove(parser.currentName());
        out.copyCurrentStructure(parser);
      }
      out.writeEndObject();
      if (parser.nextToken() != null) {
        throw malformed();
      }
    } catch (JsonProcessingException e) {
      throw malformed();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (!Texts.isStorable(compact.toString())) {
      throw malformed();
    }
    if (!missing.isEmpty()) {
      throw ApiException.invalid("Model json is missing mandatory fields: " + missing);
    }
    return new LoggedModelJson(compact.toString());
  }

  /** The JSON list {@code history} with this model at its end. */
  String appendedTo(String history) {
    String list = history.strip();
    if (!list.startsWith("[") || !list.endsWith("]")) {
      throw ApiException.invalid("The tag '" + HISTORY_TAG + "' of this run is no JSON list");
    }
    String items = list.substring(1, list.length() - 1).strip();
    return "[" + items + (items.isEmpty() ? "" : ", ") + json + "]";
  }

  private static ApiException malformed() {
    return ApiException.invalid("Malformed model info: 'model_json' must hold one JSON object");
  }
}
