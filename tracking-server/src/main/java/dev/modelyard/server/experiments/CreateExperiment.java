package dev.modelyard.server.experiments;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checked wish for a new experiment; a null location stands for the server's own. */
record CreateExperiment(String name, @Nullable String artifactLocation, List<Experiment.Tag> tags) {
  /** Longest name, in code points, as MLflow's column holds. */
  private static final int MAX_NAME = 256;

  static CreateExperiment read(FieldReader in) {
    String name = null;
    String location = null;
    List<Experiment.Tag> tags = List.of();
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "name" -> name = in.string();
        case "artifact_location" -> location = in.string();
        case "tags" -> tags = in.objects(CreateExperiment::readTag);
        default -> in.skip();
      }
    }
    return new CreateExperiment(
        name(in.requireText(name, "name")),
        location == null || location.isEmpty()
            ? null
            : ArtifactLocation.checked(location, "artifact_location"),
        eachKeyOnce(tags));
  }

  static String name(String name) {
    return Texts.atMost(MAX_NAME, name, "The experiment's name");
  }

  private static Experiment.Tag readTag(FieldReader in) {
    KeyValue tag = KeyValue.readKeyed(in);
    return Experiment.Tag.checked(tag.key(), tag.value());
  }

  private static List<Experiment.Tag> eachKeyOnce(List<Experiment.Tag> tags) {
    Map<String, Experiment.Tag> byKey = new LinkedHashMap<>();
    for (Experiment.Tag tag : tags) {
      if (byKey.put(tag.key(), tag) != null) {
        throw ApiException.invalid("The tag '" + tag.key() + "' is given twice");
      }
    }
    return List.copyOf(byKey.values());
  }
}
