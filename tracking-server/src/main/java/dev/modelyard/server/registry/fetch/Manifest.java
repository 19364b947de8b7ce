package dev.modelyard.server.registry.fetch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.KeyValue;
import java.io.IOException;
import java.util.List;

/** What a version is and which files it has, as our own calls spell it. */
record Manifest(ModelVersion version, VersionTree tree, Signatures signatures) {
  Answer answer() {
    return Answer.tagged(tree.etag(version), out -> tree.use(files -> write(out, files)));
  }

  private void write(JsonGenerator out, List<TreeFile> files) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", version.name());
    out.writeStringField("version", Integer.toString(version.version()));
    out.writeStringField("stage", version.stage().wire());
    out.writeArrayFieldStart("aliases");
    for (String alias : version.aliases()) {
      out.writeString(alias);
    }
    out.writeEndArray();
    out.writeStringField("source", version.source());
    out.writeStringField("run_id", version.runId());
    if (!version.loggedModelId().isEmpty()) {
      out.writeStringField("model_id", version.loggedModelId());
    }
    String description = version.description();
    out.writeStringField("description", description == null ? "" : description);
    out.writeArrayFieldStart("tags");
    for (KeyValue tag : version.tags()) {
      out.writeStartObject();
      out.writeStringField("key", tag.key());
      out.writeStringField("value", tag.value());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberField("creation_timestamp", version.creationTime());
    String signature = signatures.of(files).orElse(null);
    if (signature != null) {
      out.writeFieldName("signature");
      out.writeRawValue(signature);
    }
    out.writeNumberField("total_size", tree.sum().size());
    out.writeNumberField("file_count", tree.sum().count());
    out.writeStringField("digest", "sha256:" + tree.sum().hex());
    out.writeArrayFieldStart("files");
    for (TreeFile file : files) {
      out.writeStartObject();
      out.writeStringField("path", file.path());
      out.writeNumberField("size", file.size());
      out.writeStringField("sha256", file.sha256());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
