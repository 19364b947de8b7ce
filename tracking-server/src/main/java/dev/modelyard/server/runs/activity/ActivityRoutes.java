package dev.modelyard.server.runs.activity;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.wire.Answer;
import java.time.InstantSource;
import java.util.List;

/** The call that tells where something goes on. */
public final class ActivityRoutes {
  private final Database database;
  private final InstantSource clock;

  public ActivityRoutes(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** {@code pages}: the first page comes with the answer in its document. */
  public void register(Api api, PageRoutes pages) {
    api.under(Prefix.OWN)
        .compressed()
        .get("runs/activity", Permission.READ, ActivityRequest::read, this::activity);
    pages.first("home", "activity", ActivityRequest::read, this::activity);
  }

  private Answer activity(ActivityRequest request) {
    List<Activity> found =
        database.statement(
            handle ->
                ActivityStore.activity(
                    handle, request.experimentIds(), request.most(), clock.millis()));
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("experiments");
      for (Activity activity : found) {
        activity.writeTo(out);
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }
}
