package dev.modelyard.server;

import dev.modelyard.server.artifacts.ArtifactRoutes;
import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.ForeignArtifacts;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.intake.BlobWriter;
import dev.modelyard.server.artifacts.multipart.MultipartRoutes;
import dev.modelyard.server.artifacts.multipart.Uploads;
import dev.modelyard.server.artifacts.upkeep.Collector;
import dev.modelyard.server.artifacts.upkeep.Gc;
import dev.modelyard.server.auth.Access;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.blobs.ForeignObjects;
import dev.modelyard.server.blobs.MeasuredBlobs;
import dev.modelyard.server.changes.ChangesRoutes;
import dev.modelyard.server.changes.Watchers;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.DatabaseCheck;
import dev.modelyard.server.db.Migrations;
import dev.modelyard.server.experiments.ExperimentRoutes;
import dev.modelyard.server.experiments.Experiments;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Guard;
import dev.modelyard.server.http.WebServer;
import dev.modelyard.server.loggedmodels.LoggedModelRoutes;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.loggedmodels.search.LoggedModelSearchRoutes;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.metrics.BulkHistoryRoutes;
import dev.modelyard.server.metrics.History;
import dev.modelyard.server.metrics.HistoryRoutes;
import dev.modelyard.server.metrics.IntervalHistory;
import dev.modelyard.server.metrics.series.SeriesRoutes;
import dev.modelyard.server.ops.OpsRoutes;
import dev.modelyard.server.ops.Readiness;
import dev.modelyard.server.ops.Version;
import dev.modelyard.server.page.Bundle;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.registry.RegistryRoutes;
import dev.modelyard.server.registry.VersionFinder;
import dev.modelyard.server.registry.deployed.DeployedRoutes;
import dev.modelyard.server.registry.events.EventRoutes;
import dev.modelyard.server.registry.fetch.FetchRoutes;
import dev.modelyard.server.registry.fetches.Fetches;
import dev.modelyard.server.registry.search.RegistrySearchRoutes;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.RunRoutes;
import dev.modelyard.server.runs.RunWithExperiment;
import dev.modelyard.server.runs.Runs;
import dev.modelyard.server.runs.activity.ActivityRoutes;
import dev.modelyard.server.runs.inputs.InputRoutes;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.runs.search.RunSearchRoutes;
import dev.modelyard.server.runs.settle.Settler;
import dev.modelyard.server.runs.streams.StreamRoutes;
import dev.modelyard.server.runs.table.TableRoutes;
import dev.modelyard.server.views.ViewRoutes;
import java.time.Duration;
import java.time.InstantSource;

/** A running server: everything is put together here, top to bottom, and closed in reverse. */
public final class Server implements AutoCloseable {
  private final Parts parts = new Parts();
  private final Duration drain;
  private final Readiness readiness;
  private final Api api;
  private final WebServer web;

  private Server(Config config) {
    drain = config.drain();
    try {
      DatabaseAddress address = database(config);
      DatabaseCheck.run(address, config.pooler());
      DatabaseAddress direct = config.directDatabase() == null ? address : config.directDatabase();
      Migrations migrations = new Migrations(direct);
      if (config.migrateAtStart()) {
        migrations.migrate();
      }
      Measures measures = parts.keep(new Measures());
      Database database =
          parts.keep(
              Database.open(address, config.poolSize(), config.pooler(), measures.database()));
      Readiness ready = new Readiness(database, migrations);
      readiness = ready;
      measures.version(Version.PRODUCT);
      measures.readiness(() -> ready.obstacle() == null);

      InstantSource clock = InstantSource.system();
      Experiments experiments = new Experiments(database, clock);
      Settler settler = new Settler(database, measures.job("settler"), clock);
      parts.keep(Worker.start("settler", settler::round));
      Runs runs = new Runs(database, experiments, settler, new RunIds(clock), clock);
      Inputs inputs = new Inputs(database, clock, runs::requireActive);
      LoggedModels loggedModels = new LoggedModels(database, experiments, clock);
      History history = new History(database);

      Blobs blobs = parts.keep(new MeasuredBlobs(config.artifacts().open(), measures.store()));
      BlobWriter writer = new BlobWriter(database, blobs, clock);
      Owners owners = new Owners(runs, loggedModels);
      ForeignArtifacts foreign =
          new ForeignArtifacts(parts.keep(ForeignObjects.below(config.allowedLocations())));
      Artifacts artifacts = new Artifacts(database, blobs, writer, owners, clock);
      Collector collector =
          new Collector(new Gc(database, blobs, clock), measures.job("collector"));
      parts.keep(Worker.start("collector", collector::round));

      api = new Api(config.publicUrl());
      Bundle bundle = Bundle.load();
      PageRoutes pages = new PageRoutes(bundle).everywhere("info", OpsRoutes::info);
      new OpsRoutes(readiness, measures, blobs.direct().isPresent()).register(api);
      new ExperimentRoutes(experiments).register(api, pages);
      RunWithExperiment firstRun = new RunWithExperiment(runs, inputs, experiments);
      new RunRoutes(runs, inputs).register(api, pages, firstRun);
      new StreamRoutes(database, runs).register(api);
      new InputRoutes(inputs).register(api);
      new RunSearchRoutes(database, inputs).register(api);
      new TableRoutes(database, bundle.mainMetrics()).register(api, pages);
      new ActivityRoutes(database, clock).register(api, pages);
      new LoggedModelRoutes(loggedModels).register(api);
      new LoggedModelSearchRoutes(database, loggedModels).register(api);
      new HistoryRoutes(history, RunIds::parse).register(api);
      new BulkHistoryRoutes(history, new IntervalHistory(database), RunIds::parse).register(api);
      new SeriesRoutes(history, RunIds::parse, runs::startTimes).register(api);
      new ArtifactRoutes(artifacts, foreign, owners).register(api);
      new MultipartRoutes(new Uploads(database, blobs, writer, artifacts, owners, clock))
          .register(api);

      VersionFinder versions = new VersionFinder(database);
      Fetches fetches = parts.keep(new Fetches(database, clock));
      parts.keep(Worker.start("fetches", fetches::round));
      new RegistryRoutes(
              database, versions, owners, loggedModels, fetches, config.modelMode(), clock)
          .register(api, pages, firstRun);
      new RegistrySearchRoutes(database).register(api, pages);
      new FetchRoutes(versions, artifacts, owners, fetches).register(api);
      new EventRoutes(database).register(api);
      new DeployedRoutes(database).register(api, pages);
      new ViewRoutes(database, bundle, clock).register(api, pages);
      Watchers watchers = new Watchers(database);
      measures.watchers(watchers::count);
      new ChangesRoutes(watchers).register(api, pages);
      pages.register(api);

      Guard guard = new Guard(config.allowedHosts(), config.allowedOrigins());
      web = parts.keep(new WebServer(config.listen(), api, new Access(), guard, measures));
      // Ended before the server waits for requests under way, which they never finish by
      // themselves.
      parts.keep(watchers);
      web.start();
    } catch (RuntimeException | Error failure) {
      parts.close();
      throw failure;
    }
  }

  /**
   * Starts a server and returns when it answers.
   *
   * @throws dev.modelyard.server.error.StartupException when something is not as it must be;
   *     nothing is left running then
   */
  public static Server start(Config config) {
    return new Server(config);
  }

  /** Brings the schema up to date without serving. */
  public static void migrate(Config config) {
    try (Parts parts = new Parts()) {
      DatabaseAddress direct = config.directDatabase();
      DatabaseAddress address = direct == null ? Foundation.embedded(config, parts) : direct;
      DatabaseCheck.run(address, false);
      new Migrations(address).migrate();
    }
  }

  /** The port that is listened on. */
  public int port() {
    return web.port();
  }

  /** All calls that are served. */
  public Api api() {
    return api;
  }

  /**
   * Not ready any more; serves on for the time that others need to notice; then stops to accept,
   * ends feeds, finishes what is under way, and lets go of all.
   */
  @Override
  public void close() {
    readiness.stopping();
    web.drain(drain);
    parts.close();
  }

  private DatabaseAddress database(Config config) {
    DatabaseAddress given = config.database();
    return given == null ? Foundation.embedded(config, parts) : given;
  }
}
