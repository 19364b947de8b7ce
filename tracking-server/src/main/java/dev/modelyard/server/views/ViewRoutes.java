package dev.modelyard.server.views;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.Bundle;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.TextFields;
import java.time.InstantSource;

/** The calls that keep what a page shows when its address would be too long, and find it again. */
public final class ViewRoutes {
  private static final String KEY = "key";
  private static final String ADDRESS = "address";

  private final Database database;
  private final Bundle bundle;
  private final InstantSource clock;

  public ViewRoutes(Database database, Bundle bundle, InstantSource clock) {
    this.database = database;
    this.bundle = bundle;
    this.clock = clock;
  }

  /** {@code pages}: the page that leads to a view has it in its document. */
  public void register(Api api, PageRoutes pages) {
    pages.first("view", "view", TextFields.of(KEY), this::get);
    Calls calls = api.under(Prefix.OWN);
    // Saving adds a row, but changes nothing that anybody sees: who may look may say at what.
    calls.post("views", Permission.READ, TextFields.of(ADDRESS), this::save);
    calls.get("views/{key}", Permission.READ, TextFields.of(KEY), this::get);
  }

  private Answer save(TextFields request) {
    SavedView view = SavedView.of(request.required(ADDRESS), bundle::hasPage);
    database.statement(handle -> ViewStore.save(handle, view, clock.millis()));
    return Answer.created(answer(view));
  }

  private Answer get(TextFields request) {
    String key = request.required(KEY);
    return answer(
        database
            .statement(handle -> ViewStore.find(handle, key))
            .orElseThrow(() -> ApiException.notFound("No view is saved under this key")));
  }

  private static Answer answer(SavedView view) {
    return out -> {
      out.writeStartObject();
      out.writeStringField(KEY, view.key());
      out.writeStringField(ADDRESS, view.address());
      out.writeEndObject();
    };
  }
}
