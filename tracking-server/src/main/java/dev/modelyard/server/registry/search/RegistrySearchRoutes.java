package dev.modelyard.server.registry.search;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.wire.QueryFields;
import dev.modelyard.server.wire.TextFields;
import java.util.List;

/** The calls that search registered models and model versions. */
public final class RegistrySearchRoutes {
  /** What the page asks for as long as nobody searches. */
  private static final String FIRST = "max_results=1000&order_by=last_updated_timestamp%20DESC";

  /** Of a model that has more versions, the page asks for them by itself. */
  private static final int FIRST_VERSIONS = 100;

  private static final String NAME = "name";

  private final RegistrySearches searches;

  public RegistrySearchRoutes(Database database) {
    this.searches = new RegistrySearches(database);
  }

  /**
   * {@code pages}: the page of the models comes with those that changed last in its document, those
   * of a model and of a version with the newest versions.
   */
  public void register(Api api, PageRoutes pages) {
    pages.first(
        "models",
        "models",
        any -> RegistrySearch.ofModels(new QueryFields(FIRST)),
        searches::ownModels);
    for (String page : List.of("model", "version")) {
      pages.first(
          page,
          "versions",
          TextFields.of(NAME),
          address ->
              searches.versions(
                  RegistrySearch.ofVersionsOf(address.required(NAME), FIRST_VERSIONS)));
    }
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.get(
        "registered-models/search", Permission.READ, RegistrySearch::ofModels, searches::models);
    calls.get(
        "model-versions/search", Permission.READ, RegistrySearch::ofVersions, searches::versions);
    api.under(Prefix.OWN)
        .get("models", Permission.READ, RegistrySearch::ofModels, searches::ownModels);
  }
}
