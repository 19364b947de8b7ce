package dev.modelyard.server.runs.inputs;

import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Texts;
import java.util.List;
import java.util.TreeMap;

/**
 * A logged model that a run read or wrote.
 *
 * @param modelId as the caller spells it; as on MLflow nobody looks whether there is such a model
 * @param step at which it was written
 */
record ModelLink(String modelId, long step) {
  private static final int MAX_ID = 36;

  static ModelLink read(FieldReader in) {
    String modelId = null;
    Long step = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "model_id" -> modelId = in.string();
        case "step" -> step = in.int64();
        default -> in.skip();
      }
    }
    String id = modelId == null ? "" : modelId;
    Texts.atMost(MAX_ID, id, () -> "'" + in.path("model_id") + "'");
    return new ModelLink(id, step == null ? 0 : step);
  }

  /** In ascending order of ids. */
  static List<ModelLink> lastOfEach(List<ModelLink> links) {
    TreeMap<String, ModelLink> byId = new TreeMap<>();
    links.forEach(link -> byId.put(link.modelId(), link));
    return List.copyOf(byId.values());
  }
}
