package dev.modelyard.server.registry.search;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.registry.ModelAnswer;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.registry.RegisteredModel;
import dev.modelyard.server.registry.VersionAnswer;
import dev.modelyard.server.registry.search.RegistrySearchStore.Page;
import dev.modelyard.server.registry.search.RegistrySearchStore.VersionKey;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.wire.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Answers searches of the registry. One statement says what is on a page, however large; it is read
 * in portions while it is written. What is deleted meanwhile is left out.
 */
final class RegistrySearches {
  /** Models or versions in memory at a time. */
  private static final int PORTION = 100;

  /** Larger pages are found by a transaction, which needs not hold all rows at a time. */
  private static final int LARGE = 1_000;

  private final Database database;

  RegistrySearches(Database database) {
    this.database = database;
  }

  Answer models(RegistrySearch search) {
    Page<Long> page = find(search, handle -> RegistrySearchStore.models(handle, search));
    return answer(
        "registered_models", page, search, (out, ids) -> writeModels(out, ids, ModelAnswer::write));
  }

  /** As {@link #models}, with what MLflow does not know. */
  Answer ownModels(RegistrySearch search) {
    Page<Long> page = find(search, handle -> RegistrySearchStore.models(handle, search));
    return answer(
        "registered_models",
        page,
        search,
        (out, ids) -> writeModels(out, ids, ModelAnswer::writeOwn));
  }

  Answer versions(RegistrySearch search) {
    Page<VersionKey> page = find(search, handle -> RegistrySearchStore.versions(handle, search));
    return answer("model_versions", page, search, this::writeVersions);
  }

  private <T> T find(RegistrySearch search, Function<Handle, T> work) {
    return search.maxResults() > LARGE ? database.transaction(work) : database.statement(work);
  }

  private interface Writer<K> {
    void write(JsonGenerator out, List<K> portion) throws IOException;
  }

  private interface ModelWriter {
    void write(JsonGenerator out, RegisteredModel model, List<ModelVersion> latest)
        throws IOException;
  }

  private static <K> Answer answer(
      String field, Page<K> page, RegistrySearch search, Writer<K> writer) {
    List<K> keys = page.keys();
    PageToken last = page.last();
    return out -> {
      out.writeStartObject();
      if (!keys.isEmpty()) {
        out.writeArrayFieldStart(field);
        for (int from = 0; from < keys.size(); from += PORTION) {
          writer.write(out, keys.subList(from, Math.min(keys.size(), from + PORTION)));
        }
        out.writeEndArray();
      }
      if (last != null) {
        out.writeStringField("next_page_token", last.encode(search.fingerprint()));
      }
      out.writeEndObject();
    };
  }

  private void writeModels(JsonGenerator out, List<Long> ids, ModelWriter writer)
      throws IOException {
    List<RegisteredModel> models =
        database.statement(handle -> RegistrySearchStore.models(handle, ids));
    Map<Long, List<ModelVersion>> latest =
        database.statement(handle -> RegistrySearchStore.latest(handle, ids)).stream()
            .collect(Collectors.groupingBy(ModelVersion::modelId));
    for (RegisteredModel model : models) {
      writer.write(out, model, latest.getOrDefault(model.modelId(), List.of()));
    }
  }

  private void writeVersions(JsonGenerator out, List<VersionKey> keys) throws IOException {
    for (ModelVersion version :
        database.statement(handle -> RegistrySearchStore.versions(handle, keys))) {
      VersionAnswer.writeListed(out, version);
    }
  }
}
