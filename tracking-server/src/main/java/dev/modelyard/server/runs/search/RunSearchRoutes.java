package dev.modelyard.server.runs.search;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.runs.RunAnswer;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.wire.Answer;

/** The call that searches runs. */
public final class RunSearchRoutes {
  private final RunSearches searches;

  public RunSearchRoutes(Database database, Inputs inputs) {
    this.searches = new RunSearches(database, inputs);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.post("runs/search", Permission.READ, RunSearch::read, this::search);
  }

  private Answer search(RunSearch request) {
    RunSearches.Page page = searches.search(request);
    return out -> {
      out.writeStartObject();
      if (!page.hits().isEmpty()) {
        out.writeArrayFieldStart("runs");
        for (RunSearchStore.Hit hit : page.hits()) {
          String document = page.documents().get(hit.run().runId());
          if (document == null) {
            RunAnswer.writeFound(out, hit.run(), page.data().of(hit.run().runId()), page.links());
          } else {
            RunAnswer.writeFound(out, hit.run(), document, page.links());
          }
        }
        out.writeEndArray();
      }
      if (page.nextPageToken() != null) {
        out.writeStringField("next_page_token", page.nextPageToken());
      }
      out.writeEndObject();
    };
  }
}
