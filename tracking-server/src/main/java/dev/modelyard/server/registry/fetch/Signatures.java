package dev.modelyard.server.registry.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.error.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a model takes and gives, from its file {@code MLmodel}. That is YAML which anybody may have
 * uploaded: it is read word by word, and nothing is made of it but JSON. Thread-safe.
 */
final class Signatures {
  private static final String FILE = "MLmodel";
  private static final int MAX_FILE = 1 << 20;
  private static final int MAX_SIGNATURE = 256 << 10;
  private static final int HELD = 64;
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final JsonFactory JSON = new JsonFactory();

  private final Artifacts artifacts;

  /** By the digest of the file, so that none of them is ever old; empty for those without one. */
  private final Map<String, String> held =
      new LinkedHashMap<>(HELD, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > HELD;
        }
      };

  Signatures(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /** The signature of a model as JSON; empty when it has none that can be read. */
  Optional<String> of(List<TreeFile> files) {
    return files.stream()
        .filter(file -> file.path().equals(FILE) && file.size() <= MAX_FILE)
        .findFirst()
        .map(this::heldOrRead)
        .filter(signature -> !signature.isEmpty());
  }

  private String heldOrRead(TreeFile file) {
    synchronized (held) {
      String known = held.get(file.sha256());
      if (known != null) {
        return known;
      }
    }
    String signature;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.size());
      byte[] buffer = new byte[8_192];
      artifacts.read(
          file,
          some -> {
            while (some.hasRemaining()) {
              int n = Math.min(buffer.length, some.remaining());
              some.get(buffer, 0, n);
              bytes.write(buffer, 0, n);
            }
          });
      signature = parse(bytes.toByteArray());
    } catch (IOException | ApiException unreadable) {
      // The manifest is of use without it; that the store lacks the file comes out by fetching it.
      return "";
    }
    synchronized (held) {
      held.put(file.sha256(), signature);
    }
    return signature;
  }

  /** The signature in the text of such a file as JSON; empty when there is none. */
  static String parse(byte[] yaml) {
    StringWriter text = new StringWriter();
    try (JsonParser in = YAML.createParser(yaml);
        JsonGenerator out = JSON.createGenerator(text)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean isIt = in.currentName().equals("signature");
        JsonToken value = in.nextToken();
        if (isIt) {
          if (value != JsonToken.START_OBJECT) {
            return "";
          }
          write(in, out);
          break;
        }
        in.skipChildren();
      }
    } catch (IOException | YAMLException noYaml) {
      return "";
    }
    return text.getBuffer().length() > MAX_SIGNATURE ? "" : text.toString();
  }

  /** MLflow keeps the parts of a signature as JSON inside of texts. */
  private static void write(JsonParser in, JsonGenerator out) throws IOException {
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      out.writeFieldName(in.currentName());
      if (in.nextToken() == JsonToken.VALUE_STRING) {
        writeInner(in.getText(), out);
      } else {
        out.copyCurrentStructure(in);
      }
    }
    out.writeEndObject();
  }

  private static void writeInner(String json, JsonGenerator out) throws IOException {
    StringWriter checked = new StringWriter();
    try (JsonParser in = JSON.createParser(json);
        JsonGenerator copy = JSON.createGenerator(checked)) {
      in.nextToken();
      copy.copyCurrentStructure(in);
      if (in.nextToken() != null) {
        throw new IOException("more than one value");
      }
    } catch (IOException noJson) {
      out.writeString(json);
      return;
    }
    out.writeRawValue(checked.toString());
  }
}
