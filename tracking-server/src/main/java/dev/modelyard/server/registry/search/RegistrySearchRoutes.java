package dev.modelyard.server.registry.search;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;

/** The calls that search registered models and model versions. */
public final class RegistrySearchRoutes {
  private final RegistrySearches searches;

  public RegistrySearchRoutes(Database database) {
    this.searches = new RegistrySearches(database);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_2);
    calls.get(
        "registered-models/search", Permission.READ, RegistrySearch::ofModels, searches::models);
    calls.get(
        "model-versions/search", Permission.READ, RegistrySearch::ofVersions, searches::versions);
    api.under(Prefix.OWN)
        .get("models", Permission.READ, RegistrySearch::ofModels, searches::ownModels);
  }
}
