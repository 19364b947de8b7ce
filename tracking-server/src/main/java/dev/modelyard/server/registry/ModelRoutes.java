package dev.modelyard.server.registry;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Caller;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Keys;
import dev.modelyard.server.wire.TextFields;
import java.util.List;

/** MLflow's calls of registered models, but searching and aliases. */
final class ModelRoutes {
  private final Models models;
  private final VersionFinder finder;
  private final ModelMode usualMode;

  ModelRoutes(Models models, VersionFinder finder, ModelMode usualMode) {
    this.models = models;
    this.finder = finder;
    this.usualMode = usualMode;
  }

  void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post(
        "registered-models/create",
        Permission.REGISTER,
        in -> CreateModel.read(in, usualMode),
        this::create);
    calls.get("registered-models/get", Permission.READ, TextFields.of("name"), this::get);
    calls.patch(
        "registered-models/update",
        Permission.REGISTER,
        TextFields.of("name", "description"),
        this::update);
    calls.post(
        "registered-models/rename",
        Permission.REGISTER,
        TextFields.of("name", "new_name"),
        this::rename);
    calls.delete(
        "registered-models/delete", Permission.REGISTER, TextFields.of("name"), this::delete);
    calls.post(
        "registered-models/set-tag",
        Permission.REGISTER,
        TextFields.of("name", "key", "value"),
        this::setTag);
    calls.delete(
        "registered-models/delete-tag",
        Permission.REGISTER,
        TextFields.of("name", "key"),
        this::deleteTag);
    calls
        .frequent()
        .getOrPost(
            "registered-models/get-latest-versions",
            Permission.READ,
            LatestVersions::read,
            this::latestVersions);
  }

  private record LatestVersions(String name, List<Stage> stages) {
    static LatestVersions read(FieldReader in) {
      String name = null;
      List<String> stages = List.of();
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case "name" -> name = in.string();
          case "stages" -> stages = in.strings();
          default -> in.skip();
        }
      }
      return new LatestVersions(
          in.requireText(name, "name"),
          stages.isEmpty()
              ? VersionStore.ALL_STAGES
              : stages.stream().map(Stage::named).distinct().toList());
    }
  }

  private Answer create(CreateModel request, Caller caller) {
    return answer(
        new Models.Found(models.create(request, Author.of(caller.principal())), List.of()));
  }

  private Answer get(TextFields request) {
    return answer(models.get(request.required("name")));
  }

  private Answer update(TextFields request, Caller caller) {
    return answer(
        models.describe(
            request.required("name"),
            CreateModel.description(request.optional("description")),
            Author.of(caller.principal())));
  }

  private Answer rename(TextFields request, Caller caller) {
    return answer(
        models.rename(
            request.required("name"), request.required("new_name"), Author.of(caller.principal())));
  }

  private Answer delete(TextFields request, Caller caller) {
    models.delete(request.required("name"), Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer setTag(TextFields request, Caller caller) {
    String value = request.optional("value");
    models.setTag(
        request.required("name"),
        ModelTags.of(request.required("key"), value == null ? "" : value),
        Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer deleteTag(TextFields request, Caller caller) {
    String key = Keys.checked(request.required("key"), "key");
    models.deleteTag(request.required("name"), key, Author.of(caller.principal()));
    return Answer.EMPTY;
  }

  private Answer latestVersions(LatestVersions request) {
    List<ModelVersion> found = finder.latest(request.name(), request.stages());
    return out -> {
      out.writeStartObject();
      if (!found.isEmpty()) {
        out.writeArrayFieldStart("model_versions");
        for (ModelVersion version : found) {
          VersionAnswer.write(out, version);
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    };
  }

  private static Answer answer(Models.Found found) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("registered_model");
      ModelAnswer.write(out, found.model(), found.latest());
      out.writeEndObject();
    };
  }
}
