package dev.modelyard.server.registry;

import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.registry.fetches.Fetches;
import dev.modelyard.server.runs.RunWithExperiment;
import java.time.InstantSource;

/** All calls of the registry but searching, fetching and its log. */
public final class RegistryRoutes {
  private final ModelRoutes models;
  private final VersionRoutes versions;
  private final OwnModelRoutes own;

  /** {@code usualMode}: that of models whose creator names none. */
  public RegistryRoutes(
      Database database,
      VersionFinder finder,
      Owners owners,
      LoggedModels loggedModels,
      Fetches fetches,
      ModelMode usualMode,
      InstantSource clock) {
    Registry registry = new Registry(database, clock);
    InUse inUse = new InUse(owners);
    Models models = new Models(registry, inUse);
    Versions versions = new Versions(registry, new Sources(owners, loggedModels, finder), inUse);
    Promotions promotions = new Promotions(registry, inUse);
    this.models = new ModelRoutes(models, finder, usualMode);
    this.versions = new VersionRoutes(versions, promotions, finder, fetches);
    this.own = new OwnModelRoutes(models, versions, promotions, database, usualMode);
  }

  /** {@code pages}: those of a model and of a version come with what they show first. */
  public void register(Api api, PageRoutes pages, RunWithExperiment runs) {
    models.register(api);
    versions.register(api, pages);
    own.register(api, pages, runs);
  }
}
