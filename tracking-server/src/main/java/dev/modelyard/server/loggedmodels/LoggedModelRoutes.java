package dev.modelyard.server.loggedmodels;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.wire.Answer;

/** The calls of logged models. */
public final class LoggedModelRoutes {
  private final LoggedModels models;

  public LoggedModelRoutes(LoggedModels models) {
    this.models = models;
  }

  public void register(Api api) {
    api.post("logged-models", Permission.LOG, CreateLoggedModel::read, this::create);
  }

  private Answer create(CreateLoggedModel request) {
    return answer(models.create(request));
  }

  private static Answer answer(LoggedModel model) {
    return out -> {
      out.writeStartObject();
      out.writeFieldName("model");
      model.writeTo(out);
      out.writeEndObject();
    };
  }
}
