package dev.modelyard.server.registry;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Caller;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.registry.fetches.Fetches;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.TextFields;
import java.util.List;

/** MLflow's calls of model versions and aliases, but searching. */
final class VersionRoutes {
  private final Versions versions;
  private final Promotions promotions;
  private final VersionFinder finder;
  private final Fetches fetches;

  VersionRoutes(Versions versions, Promotions promotions, VersionFinder finder, Fetches fetches) {
    this.versions = versions;
    this.promotions = promotions;
    this.finder = finder;
    this.fetches = fetches;
  }

  void register(Api api, PageRoutes pages) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    var oneVersion = TextFields.of("name", "version");
    pages.first("version", "version", oneVersion, this::get);
    calls.post("model-versions/create", Permission.REGISTER, CreateVersion::read, this::create);
    calls.get("model-versions/get", Permission.READ, oneVersion, this::get);
    calls.get("model-versions/get-download-uri", Permission.READ, oneVersion, this::downloadUri);
    calls.patch(
        "model-versions/update",
        Permission.REGISTER,
        TextFields.of("name", "version", "description"),
        this::update);
    calls.delete("model-versions/delete", Permission.REGISTER, oneVersion, this::delete);
    calls.post(
        "model-versions/transition-stage",
        Permission.PROMOTE,
        VersionRoutes::readTransition,
        this::transition);
    calls.post(
        "model-versions/set-tag",
        Permission.REGISTER,
        TextFields.of("name", "version", "key", "value"),
        this::setTag);
    calls.delete(
        "model-versions/delete-tag",
        Permission.REGISTER,
        TextFields.of("name", "version", "key"),
        this::deleteTag);
    calls.post(
        "registered-models/alias",
        Permission.PROMOTE,
        TextFields.of("name", "alias", "version"),
        this::setAlias);
    calls
        .frequent()
        .get(
            "registered-models/alias",
            Permission.READ,
            TextFields.of("name", "alias"),
            this::byAlias);
    calls.delete(
        "registered-models/alias",
        Permission.PROMOTE,
        TextFields.of("name", "alias"),
        this::deleteAlias);
  }

  private static Promotions.Transition readTransition(FieldReader in) {
    String name = null;
    String version = null;
    String stage = null;
    Boolean archive = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "name" -> name = in.string();
        case "version" -> version = in.string();
        case "stage" -> stage = in.string();
        case "archive_existing_versions" -> archive = in.bool();
        default -> in.skip();
      }
    }
    return new Promotions.Transition(
        in.requireText(name, "name"),
        in.requireText(version, "version"),
        Stage.named(in.requireText(stage, "stage")),
        archive != null && archive,
        List.of(),
        null);
  }

  private Answer create(CreateVersion request, Caller caller) {
    return answer(versions.create(request, Author.of(caller.principal())));
  }

  private Answer get(TextFields request) {
    return answer(finder.byNumber(request.required("name"), request.required("version")));
  }

  /** MLflow's clients ask this before they fetch a version's files, and only then. */
  private Answer downloadUri(TextFields request, Caller caller) {
    ModelVersion version = finder.byNumber(request.required("name"), request.required("version"));
    fetches.note(version.modelId(), version.version(), caller);
    return out -> {
      out.writeStartObject();
      out.writeStringField("artifact_uri", version.storageLocation());
      out.writeEndObject();
    };
  }

  private Answer update(TextFields request, Caller caller) {
    String description = request.optional("description");
    return answer(
        versions.describe(
            request.required("name"),
            request.required("version"),
            description == null ? null : CreateModel.description(description),
            Author.of(caller.principal())));
  }

  private Answer delete(TextFields request, Caller caller) {
    versions.delete(
        request.required("name"), request.required("version"), Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer transition(Promotions.Transition request, Caller caller) {
    return answer(promotions.move(request, Author.of(caller.principal())).version());
  }

  private Answer setTag(TextFields request, Caller caller) {
    String value = request.optional("value");
    versions.setTag(
        request.required("name"),
        request.required("version"),
        ModelTags.of(request.required("key"), value == null ? "" : value),
        Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer deleteTag(TextFields request, Caller caller) {
    versions.deleteTag(
        request.required("name"),
        request.required("version"),
        Keys.checked(request.required("key"), "key"),
        Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer setAlias(TextFields request, Caller caller) {
    versions.setAlias(
        request.required("name"),
        request.required("alias"),
        request.required("version"),
        Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer byAlias(TextFields request) {
    return answer(finder.byAlias(request.required("name"), request.required("alias")));
  }

  private Answer deleteAlias(TextFields request, Caller caller) {
    versions.deleteAlias(
        request.required("name"), request.required("alias"), Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private static Answer answer(ModelVersion version) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("model_version");
      VersionAnswer.write(out, version);
      out.writeEndObject();
    };
  }
}
