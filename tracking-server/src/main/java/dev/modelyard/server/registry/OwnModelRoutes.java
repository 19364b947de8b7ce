package dev.modelyard.server.registry;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Caller;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.registry.events.Author;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.RunWithExperiment;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.TextFields;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Our own calls of the registry: with reasons, modes, and a guard against acting on old news. */
final class OwnModelRoutes {
  private static final String NAME = "name";

  private final Models models;
  private final Versions versions;
  private final Promotions promotions;
  private final Database database;
  private final ModelMode usualMode;

  OwnModelRoutes(
      Models models,
      Versions versions,
      Promotions promotions,
      Database database,
      ModelMode usualMode) {
    this.models = models;
    this.versions = versions;
    this.promotions = promotions;
    this.database = database;
    this.usualMode = usualMode;
  }

  /**
   * {@code pages}: those of a model and of a version come with the model in their document, the
   * first also with the run by whose metrics its versions are judged.
   */
  void register(Api api, PageRoutes pages, RunWithExperiment runs) {
    pages
        .first("model", "model", TextFields.of(NAME), this::get)
        .first("model", "leading", TextFields.of(NAME), model -> leading(model, runs))
        .first("version", "model", TextFields.of(NAME), this::get);
    Calls calls = api.under(Prefix.OWN);
    calls.post("models", Permission.REGISTER, in -> CreateModel.read(in, usualMode), this::create);
    calls.get("models/{name}", Permission.READ, TextFields.of(NAME), this::get);
    calls.patch("models/{name}", Permission.PROMOTE, Settings::read, this::setSettings);
    calls.post(
        "models/{name}/versions/{version}/transitions", Permission.PROMOTE, Move::read, this::move);
    calls.post("models/{name}/rollback", Permission.PROMOTE, RollBack::read, this::rollBack);
    calls.post(
        "models/{name}/aliases",
        Permission.PROMOTE,
        TextFields.of(NAME, "alias", "version", "reason"),
        this::setAlias);
    calls.get("models/{name}/production", Permission.READ, ProductionAt::read, this::productionAt);
  }

  private record Settings(
      String name,
      @Nullable ModelMode mode,
      @Nullable List<String> protectedAliases,
      @Nullable String reason) {
    static Settings read(FieldReader in) {
      String name = null;
      String mode = null;
      List<String> aliases = null;
      String reason = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case NAME -> name = in.string();
          case "mode" -> mode = in.string();
          case "protected_aliases" -> aliases = in.strings();
          case "reason" -> reason = in.string();
          default -> in.skip();
        }
      }
      if (mode == null && aliases == null) {
        throw ApiException.invalid("Nothing to change: give 'mode' or 'protected_aliases'");
      }
      return new Settings(
          in.requireText(name, NAME),
          mode == null ? null : ModelMode.named(mode),
          aliases == null ? null : CreateModel.protectedAliases(aliases),
          reason);
    }
  }

  private record Move(Promotions.Transition transition, @Nullable String reason) {
    static Move read(FieldReader in) {
      String name = null;
      String version = null;
      String stage = null;
      Boolean archive = null;
      String expected = null;
      List<String> aliases = List.of();
      String reason = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case NAME -> name = in.string();
          case "version" -> version = in.string();
          case "stage" -> stage = in.string();
          case "archive_existing_versions" -> archive = in.bool();
          case "aliases" -> aliases = in.strings();
          case "expected_production" -> expected = in.string();
          case "reason" -> reason = in.string();
          default -> in.skip();
        }
      }
      return new Move(
          new Promotions.Transition(
              in.requireText(name, NAME),
              in.requireText(version, "version"),
              Stage.named(in.requireText(stage, "stage")),
              archive != null && archive,
              aliases,
              expected),
          reason);
    }
  }

  private record RollBack(
      String name, List<String> aliases, @Nullable String expected, @Nullable String reason) {
    static RollBack read(FieldReader in) {
      String name = null;
      List<String> aliases = List.of();
      String expected = null;
      String reason = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case NAME -> name = in.string();
          case "aliases" -> aliases = in.strings();
          case "expected_production" -> expected = in.string();
          case "reason" -> reason = in.string();
          default -> in.skip();
        }
      }
      return new RollBack(
          in.requireText(name, NAME),
          aliases.stream().map(Aliases::settable).distinct().toList(),
          expected,
          reason);
    }
  }

  private record ProductionAt(String name, long time) {
    static ProductionAt read(FieldReader in) {
      String name = null;
      Long time = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case NAME -> name = in.string();
          case "at" -> time = in.int64();
          default -> in.skip();
        }
      }
      return new ProductionAt(in.requireText(name, NAME), in.require(time, "at"));
    }
  }

  private Answer create(CreateModel request, Caller caller) {
    RegisteredModel model = models.create(request, Author.of(caller.principal()));
    return Answer.created(answer(new Models.Found(model, List.of())));
  }

  private Answer get(TextFields request) {
    Models.Found found = models.get(request.required(NAME));
    Optional<ModelVersion> previous =
        database.statement(
            handle -> Promotions.previous(handle, found.model().modelId(), found.model().name()));
    return out -> ModelAnswer.writeOwn(out, found.model(), found.latest(), previous);
  }

  /**
   * The run of what is in Production, or else of the highest version of another stage. Of lower
   * ones the page asks by itself.
   */
  private Answer leading(TextFields request, RunWithExperiment runs) {
    return models.get(request.required(NAME)).latest().stream()
        .filter(version -> !version.runId().isEmpty())
        .max(
            Comparator.comparing((ModelVersion each) -> each.stage() == Stage.PRODUCTION)
                .thenComparing(ModelVersion::version))
        .map(version -> runs.of(RunIds.require(version.runId())))
        .orElseThrow(() -> ApiException.notFound("No version names a run"));
  }

  private Answer setSettings(Settings request, Caller caller) {
    return answer(
        models.setSettings(
            request.name(),
            request.mode(),
            request.protectedAliases(),
            new Author(caller.principal(), request.reason())));
  }

  private Answer move(Move request, Caller caller) {
    return answer(
        promotions.move(request.transition(), new Author(caller.principal(), request.reason())));
  }

  private Answer rollBack(RollBack request, Caller caller) {
    return answer(
        promotions.rollBack(
            request.name(),
            request.aliases(),
            request.expected(),
            new Author(caller.principal(), request.reason())));
  }

  private Answer setAlias(TextFields request, Caller caller) {
    ModelVersion version =
        versions.setAlias(
            request.required(NAME),
            request.required("alias"),
            request.required("version"),
            new Author(caller.principal(), request.optional("reason")));
    return answer(new Promotions.Moved(version, List.of()));
  }

  private Answer productionAt(ProductionAt request) {
    List<Integer> found =
        database.statement(
            handle ->
                StageHistoryStore.productionAt(
                    handle, ModelNames.checked(request.name()), request.time()));
    return out -> {
      out.writeStartObject();
      out.writeNumberField("at", request.time());
      out.writeArrayFieldStart("versions");
      for (Integer version : found) {
        out.writeString(version.toString());
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static Answer answer(Models.Found found) {
    return out -> ModelAnswer.writeOwn(out, found.model(), found.latest());
  }

  private static Answer answer(Promotions.Moved moved) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("model_version");
      VersionAnswer.write(out, moved.version());
      out.writeArrayFieldStart("archived");
      for (Integer version : moved.archived()) {
        out.writeString(version.toString());
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }
}
