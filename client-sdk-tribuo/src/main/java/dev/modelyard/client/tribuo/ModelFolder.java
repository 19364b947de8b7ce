package dev.modelyard.client.tribuo;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.tribuo.Model;

/** A model of Tribuo in a folder, as MLflow lays models out. */
final class ModelFolder {
  static final String DATA = "model.tribuo";
  static final String PROVENANCE = "provenance.txt";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private ModelFolder() {}

  static void write(String name, Model<?> model, Path folder) throws IOException {
    model.serializeToFile(folder.resolve(DATA));
    Files.writeString(
        folder.resolve(PROVENANCE),
        ProvenanceUtil.formattedProvenanceString(model.getProvenance()) + "\n");
    Files.writeString(folder.resolve("MLmodel"), describe(name, model));
  }

  private static String describe(String name, Model<?> model) {
    return "artifact_path: "
        + quoted(name)
        + "\nflavors:\n  tribuo:\n    data: "
        + DATA
        + "\n    model_class: "
        + quoted(model.getClass().getName())
        + "\n    provenance: "
        + PROVENANCE
        + "\n    tribuo_version: "
        + quoted(model.getProvenance().getTribuoVersion())
        + "\nutc_time_created: "
        + quoted(
            TIME.format(
                model.getProvenance().getTrainingTime().withOffsetSameInstant(ZoneOffset.UTC)))
        + "\n";
  }

  /** A text of JSON is one of YAML. */
  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  static Model<?> read(Path folder) throws IOException {
    Path data = folder.resolve(DATA);
    if (!Files.isRegularFile(data)) {
      throw new NoSuchFileException(
          data.toString(), null, "this is no folder of a model that Tribuo.log has logged");
    }
    return Model.deserializeFromFile(data);
  }
}
