package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.loggedmodels.LoggedModel;
import dev.modelyard.server.loggedmodels.LoggedModelAnswer;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.wire.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The call that searches logged models. */
public final class LoggedModelSearchRoutes {
  private final Database database;
  private final LoggedModelAnswer answer;

  public LoggedModelSearchRoutes(Database database, LoggedModels models) {
    this.database = database;
    this.answer = new LoggedModelAnswer(models);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post("logged-models/search", Permission.READ, LoggedModelSearch::read, this::search);
  }

  private Answer search(LoggedModelSearch request) {
    List<LoggedModelSearchStore.Hit> hits =
        database.statement(handle -> LoggedModelSearchStore.search(handle, request));
    boolean hasMore = hits.size() > request.maxResults();
    List<LoggedModelSearchStore.Hit> page = hasMore ? hits.subList(0, request.maxResults()) : hits;
    List<LoggedModel> models = page.stream().map(LoggedModelSearchStore.Hit::model).toList();
    @Nullable String nextPageToken =
        hasMore ? page.get(page.size() - 1).place().encode(request.fingerprint()) : null;
    return out -> {
      out.writeStartObject();
      if (!models.isEmpty()) {
        out.writeArrayFieldStart("models");
        answer.writeAll(out, models);
        out.writeEndArray();
      }
      if (nextPageToken != null) {
        out.writeStringField("next_page_token", nextPageToken);
      }
      out.writeEndObject();
    };
  }
}
