package dev.modelyard.server.loggedmodels;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;

/**
 * The list of versions that were made of a logged model, as MLflow keeps it in a tag: objects of a
 * name and a version, which the server writes as a number and the Python client as a text.
 */
final class VersionNotes {
  static final String TAG = "mlflow.modelVersions";

  private static final JsonFactory JSON = new JsonFactory();

  private VersionNotes() {}

  /** The list with one more version; empty when {@code noted} is no list, or would get too long. */
  static Optional<String> appended(String noted, String name, int version) {
    StringWriter longer = new StringWriter();
    try (JsonParser in = JSON.createParser(noted);
        JsonGenerator out = JSON.createGenerator(longer)) {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      out.writeStartArray();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        out.copyCurrentStructure(in);
      }
      out.writeStartObject();
      out.writeStringField("name", name);
      out.writeNumberField("version", version);
      out.writeEndObject();
      out.writeEndArray();
    } catch (IOException noJson) {
      return Optional.empty();
    }
    return Optional.of(longer.toString()).filter(ModelText::fits);
  }
}
