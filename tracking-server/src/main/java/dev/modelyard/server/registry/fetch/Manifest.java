package dev.modelyard.server.registry.fetch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.artifacts.TreeFile;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.KeyValue;
import java.io.IOException;

/** What a version is and which files it has, as our own calls spell it. */
record Manifest(ModelVersion version, VersionTree tree, Signatures signatures) {
  Answer answer() {
    String digest = tree.digest();
    return Answer.tagged(VersionTree.etag(digest, version), out -> write(out, digest));
  }

  private void write(JsonGenerator out, String digest) throws IOException {
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
    String signature = signatures.of(tree).orElse(null);
    if (signature != null) {
      out.writeFieldName("signature");
      out.writeRawValue(signature);
    }
    out.writeNumberField("total_size", tree.totalSize());
    out.writeNumberField("file_count", tree.files().size());
    out.writeStringField("digest", "sha256:" + digest);
    out.writeArrayFieldStart("files");
    for (TreeFile file : tree.files()) {
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
