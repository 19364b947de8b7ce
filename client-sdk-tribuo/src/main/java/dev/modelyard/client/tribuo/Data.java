package dev.modelyard.client.tribuo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.URLProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import dev.modelyard.client.Dataset;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.provenance.DatasetProvenance;

/** Data that Tribuo has read, as a dataset of a run. */
final class Data {
  private static final int DIGEST = 32;
  private static final int MOST_OF_A_VALUE = 500;
  private static final int MOST_VALUES = 500;
  private static final JsonFactory JSON = new JsonFactory();

  private final DataProvenance provenance;
  private final DataProvenance source;
  private final Flat flat;

  private Data(DataProvenance provenance) {
    this.provenance = provenance;
    source =
        provenance instanceof DatasetProvenance
            ? ((DatasetProvenance) provenance).getSourceProvenance()
            : provenance;
    flat = Flat.of("data", provenance);
  }

  static Dataset of(DataProvenance provenance) {
    Data data = new Data(provenance);
    Dataset dataset = Dataset.of(data.name(), data.digest()).profile(data.profile());
    return Origin.of(data.flat).map(origin -> sourced(dataset, origin)).orElse(dataset);
  }

  /** As MLflow's own clients, and Dataset.ofFile, spell sources. */
  private static Dataset sourced(Dataset dataset, Origin origin) {
    return origin.isOnTheWeb()
        ? dataset.source("http", json(out -> out.writeStringField("url", origin.address())))
        : dataset.source("local", json(out -> out.writeStringField("uri", origin.address())));
  }

  private String name() {
    return Origin.of(flat)
        .map(Origin::name)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> source.getClassName().replaceFirst(".*[.$]", ""));
  }

  /**
   * Of a file that was read whole, and as it is, the digest of the file, the same as {@link
   * Dataset#ofFile} gives. Else that of everything that is known of the data, except where and when
   * it was read; where nothing is known of its content, not except when.
   */
  private String digest() {
    String ofFile = wholeFile().orElse("");
    if (!ofFile.isEmpty()) {
      return ofFile.substring(0, DIGEST);
    }
    boolean known =
        flat.leaves().values().stream().anyMatch(leaf -> leaf instanceof HashProvenance);
    StringBuilder all = new StringBuilder();
    flat.texts()
        .forEach(
            (name, value) -> {
              PrimitiveProvenance<?> leaf = flat.leaves().get(name);
              boolean placeOrTime =
                  leaf instanceof FileProvenance
                      || leaf instanceof URLProvenance
                      || leaf instanceof DateTimeProvenance;
              if (!known || !placeOrTime) {
                all.append(name).append('=').append(value).append('\n');
              }
            });
    return ProvenanceUtil.hashArray(
            ProvenanceUtil.HashType.SHA256, all.toString().getBytes(StandardCharsets.UTF_8))
        .toLowerCase(Locale.ROOT)
        .substring(0, DIGEST);
  }

  private Optional<String> wholeFile() {
    boolean asItIs =
        !(provenance instanceof DatasetProvenance)
            || (provenance.getClass() == DatasetProvenance.class
                && ((DatasetProvenance) provenance)
                    .getTransformationProvenance()
                    .getList()
                    .isEmpty());
    if (!asItIs) {
      return Optional.empty();
    }
    for (Pair<String, Provenance> part : source) {
      boolean isHash = part.getA().equals(DataSourceProvenance.RESOURCE_HASH);
      if (isHash && part.getB() instanceof HashProvenance) {
        HashProvenance hash = (HashProvenance) part.getB();
        boolean sha256 = hash.getType() == ProvenanceUtil.HashType.SHA256;
        return sha256 && hash.getValue().matches("[0-9A-Fa-f]{64}")
            ? Optional.of(hash.getValue().toLowerCase(Locale.ROOT))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Counts, by the names that MLflow's pages know, and all that Tribuo tells. */
  private String profile() {
    return json(
        out -> {
          if (provenance instanceof DatasetProvenance) {
            DatasetProvenance counted = (DatasetProvenance) provenance;
            out.writeNumberField("num_rows", counted.getNumExamples());
            out.writeNumberField("num_features", counted.getNumFeatures());
            out.writeNumberField("num_outputs", counted.getNumOutputs());
          }
          out.writeObjectFieldStart("provenance");
          int left = MOST_VALUES;
          for (Map.Entry<String, String> value : flat.texts().entrySet()) {
            if (left-- == 0) {
              break;
            }
            out.writeStringField(value.getKey(), cut(value.getValue()));
          }
          out.writeEndObject();
        });
  }

  private static String cut(String value) {
    return value.codePointCount(0, value.length()) <= MOST_OF_A_VALUE
        ? value
        : value.substring(0, value.offsetByCodePoints(0, MOST_OF_A_VALUE)) + "…";
  }

  private interface Fields {
    void writeTo(JsonGenerator out) throws IOException;
  }

  private static String json(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      fields.writeTo(out);
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
