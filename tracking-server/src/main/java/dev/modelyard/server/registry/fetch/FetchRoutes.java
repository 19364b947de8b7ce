package dev.modelyard.server.registry.fetch;

import dev.modelyard.server.artifacts.Artifacts;
import dev.modelyard.server.artifacts.Location;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.artifacts.StoredFile;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Caller;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.FileAnswer;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.RawPath;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.registry.Stage;
import dev.modelyard.server.registry.VersionFinder;
import dev.modelyard.server.registry.fetches.Fetches;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.IfAny;
import dev.modelyard.server.wire.TextFields;
import dev.modelyard.server.wire.Texts;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;

/** The calls of those who deploy: manifests of versions, their files, and all of them as one. */
public final class FetchRoutes {
  private static final String NAME = "name";
  private static final String VERSION = "version";
  private static final String STAGE = "stage";
  private static final String ALIAS = "alias";
  private static final String PATH = "path";
  private static final String LATEST = "latest";

  private final VersionFinder finder;
  private final Artifacts artifacts;
  private final Fetches fetches;
  private final VersionFiles files;
  private final Signatures signatures;
  private final Archive archive;

  public FetchRoutes(VersionFinder finder, Artifacts artifacts, Owners owners, Fetches fetches) {
    this.finder = finder;
    this.artifacts = artifacts;
    this.fetches = fetches;
    this.files = new VersionFiles(artifacts, owners);
    this.signatures = new Signatures(artifacts);
    this.archive = new Archive(artifacts);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.OWN);
    calls.get(
        "models/{name}/versions/{version}",
        Permission.READ,
        TextFields.of(NAME, VERSION, IfAny.FIELD),
        this::ofVersion);
    calls.get(
        "models/{name}/stages/{stage}", Permission.READ, TextFields.of(NAME, STAGE), this::ofStage);
    calls.get(
        "models/{name}/aliases/{alias}",
        Permission.READ,
        TextFields.of(NAME, ALIAS),
        this::ofAlias);
    calls.transfer(
        HandlerType.GET,
        "models/{name}/versions/{version}/files/<path>",
        Permission.READ,
        this::file);
    calls.transfer(
        HandlerType.GET,
        "models/{name}/versions/{version}/archive",
        Permission.READ,
        this::archive);
    api.under(Prefix.ROOT)
        .transfer(HandlerType.GET, "model-versions/get-artifact", Permission.READ, this::artifact);
  }

  private Answer ofVersion(TextFields request) {
    ModelVersion version = version(request.required(NAME), request.required(VERSION));
    return IfAny.of(request, () -> manifest(version));
  }

  private Answer ofStage(TextFields request) {
    String name = request.required(NAME);
    Stage stage = Stage.named(request.required(STAGE));
    return manifest(
        finder
            .byStage(name, stage)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        Texts.excerpt(name) + " has no version in the stage " + stage.wire())));
  }

  private Answer ofAlias(TextFields request) {
    String name = request.required(NAME);
    String alias = request.required(ALIAS);
    if (isLatest(alias)) {
      return manifest(finder.highest(name));
    }
    // Not as on MLflow's route, which answers 400: to a deployer it is a thing that is not there.
    return manifest(
        finder
            .aliased(name, alias)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        Texts.excerpt(name) + " has no alias '" + Texts.excerpt(alias) + "'")));
  }

  private Answer manifest(ModelVersion version) {
    return new Manifest(version, files.tree(version), signatures).answer();
  }

  private void file(Context context, Caller caller) throws IOException {
    ModelVersion version = version(RawPath.field(context, NAME), RawPath.field(context, VERSION));
    send(context, files.file(version, RawPath.field(context, PATH)));
    note(version, caller);
  }

  /** MLflow's way to the same, which its page uses. */
  private void artifact(Context context, Caller caller) throws IOException {
    TextFields request = RawPath.query(context, TextFields.of(NAME, VERSION, PATH));
    ModelVersion version = finder.byNumber(request.required(NAME), request.required(VERSION));
    send(context, files.file(version, request.required(PATH)));
    note(version, caller);
  }

  private void archive(Context context, Caller caller) throws IOException {
    ModelVersion version = version(RawPath.field(context, NAME), RawPath.field(context, VERSION));
    VersionTree tree = files.tree(version);
    FileAnswer.sendArchive(
        context,
        version.name() + "-" + version.version() + ".tar",
        tree.etag(version),
        out -> tree.use(files -> archive.write(files, out)));
    note(version, caller);
  }

  /** Behind the sending, since what is refused or breaks off is no fetch. */
  private void note(ModelVersion version, Caller caller) {
    fetches.note(version.modelId(), version.version(), caller);
  }

  private void send(Context context, Location location) throws IOException {
    StoredFile file = artifacts.get(location);
    FileAnswer.send(
        context,
        file.described(),
        (offset, length, sink) -> artifacts.read(file, offset, length, sink::write));
  }

  private ModelVersion version(String name, String version) {
    return isLatest(version) ? finder.highest(name) : finder.byNumber(name, version);
  }

  private static boolean isLatest(String text) {
    return text.equalsIgnoreCase(LATEST);
  }
}
