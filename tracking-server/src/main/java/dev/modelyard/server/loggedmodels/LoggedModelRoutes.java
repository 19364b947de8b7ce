package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.TextFields;
import java.util.List;
import java.util.UUID;

/** The calls of logged models but searching. */
public final class LoggedModelRoutes {
  private static final String ID = "model_id";

  private final LoggedModels models;
  private final LoggedModelAnswer answer;

  public LoggedModelRoutes(LoggedModels models) {
    this.models = models;
    this.answer = new LoggedModelAnswer(models);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post("logged-models", Permission.LOG, CreateLoggedModel::read, this::create);
    calls.get("logged-models/{model_id}", Permission.READ, Get::read, this::get);
    calls.patch("logged-models/{model_id}", Permission.LOG, Finalize::read, this::finalizeModel);
    calls.delete("logged-models/{model_id}", Permission.LOG, TextFields.of(ID), this::delete);
    calls.post(
        "logged-models/{model_id}/params", Permission.LOG, Texts::readParams, this::addParams);
    calls.patch("logged-models/{model_id}/tags", Permission.LOG, Texts::readTags, this::setTags);
    // The Python client leaves the slashes of a key as they are.
    calls.delete(
        "logged-models/{model_id}/tags/<tag_key>",
        Permission.LOG,
        TextFields.of(ID, "tag_key"),
        this::deleteTag);
  }

  private record Get(UUID id, boolean allowDeleted) {
    static Get read(FieldReader in) {
      String id = null;
      Boolean allowDeleted = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case ID -> id = in.string();
          case "allow_deleted" -> allowDeleted = in.bool();
          default -> in.skip();
        }
      }
      return new Get(
          LoggedModelIds.require(in.requireText(id, ID)), allowDeleted != null && allowDeleted);
    }
  }

  private record Finalize(UUID id, ModelStatus status) {
    static Finalize read(FieldReader in) {
      String id = null;
      ModelStatus status = null;
      for (String field = in.next(); field != null; field = in.next()) {
        switch (field) {
          case ID -> id = in.string();
          case "status" -> status = in.enumeration(ModelStatus.class);
          default -> in.skip();
        }
      }
      ModelStatus given = in.require(status, "status");
      return new Finalize(LoggedModelIds.require(in.requireText(id, ID)), given);
    }
  }

  private record Texts(UUID id, List<ModelText> texts) {
    static Texts readParams(FieldReader in) {
      Texts request = read(in, "params");
      return new Texts(request.id(), ModelText.eachOnce(request.texts(), "params"));
    }

    static Texts readTags(FieldReader in) {
      Texts request = read(in, "tags");
      return new Texts(request.id(), ModelText.lastOfEach(request.texts()));
    }

    private static Texts read(FieldReader in, String list) {
      String id = null;
      List<ModelText> texts = List.of();
      for (String field = in.next(); field != null; field = in.next()) {
        if (field.equals(ID)) {
          id = in.string();
        } else if (field.equals(list)) {
          texts = ModelText.readAll(in, list);
        } else {
          in.skip();
        }
      }
      return new Texts(LoggedModelIds.require(in.requireText(id, ID)), texts);
    }
  }

  private Answer create(CreateLoggedModel request) {
    LoggedModel model = models.create(request);
    ModelData data = new ModelData(request.params(), request.tags(), List.of());
    return out -> {
      out.writeStartObject();
      out.writeFieldName("model");
      answer.write(out, model, data);
      out.writeEndObject();
    };
  }

  private Answer get(Get request) {
    return found(models.get(request.id(), request.allowDeleted()));
  }

  private Answer finalizeModel(Finalize request) {
    return found(models.finalizeModel(request.id(), request.status()));
  }

  private Answer found(LoggedModel model) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("model");
      answer.writeAll(out, List.of(model));
      out.writeEndObject();
    };
  }

  private Answer delete(TextFields request) {
    models.delete(LoggedModelIds.require(request.required(ID)));
    return Answer.EMPTY;
  }

  private Answer addParams(Texts request) {
    models.addParams(request.id(), request.texts());
    return Answer.EMPTY;
  }

  private Answer setTags(Texts request) {
    models.setTags(request.id(), request.texts());
    return Answer.EMPTY;
  }

  private Answer deleteTag(TextFields request) {
    models.deleteTag(LoggedModelIds.require(request.required(ID)), request.required("tag_key"));
    return Answer.EMPTY;
  }
}
