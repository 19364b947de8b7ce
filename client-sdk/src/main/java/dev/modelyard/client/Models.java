package dev.modelyard.client;

import dev.modelyard.client.wire.Calls;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.ServerFailure;
import dev.modelyard.client.wire.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The registry of models. Every call waits for the server, and throws a {@link ModelyardException}
 * when it refuses or does not answer. Thread-safe.
 *
 * <p>On a stock MLflow reasons are lost, models are not guarded, and rolling back, resolving and
 * fetching are refused.
 */
public final class Models {
  private final Server server;

  Models(Server server) {
    this.server = server;
  }

  /**
   * Makes a registered model, guarded: always one version of it in Production once there was one,
   * and what is in use cannot be deleted or overwritten. Does nothing when the name is there.
   */
  public void create(String name) {
    Asked.of("model " + name, () -> made(name));
  }

  private Json made(String name) throws IOException {
    try {
      return own("POST", "models", Json.texts("name", name, "mode", "guarded"));
    } catch (ServerFailure failure) {
      if (failure.code().equals("RESOURCE_ALREADY_EXISTS")) {
        return Json.MISSING;
      }
      if (failure.isUnknownCall()) {
        return createOnMlflow(name);
      }
      throw failure;
    }
  }

  private Json createOnMlflow(String name) throws IOException {
    try {
      return mlflow("POST", "registered-models/create", Json.texts("name", name));
    } catch (ServerFailure failure) {
      if (failure.code().equals("RESOURCE_ALREADY_EXISTS")) {
        return Json.MISSING;
      }
      throw failure;
    }
  }

  /**
   * Makes the next version of a model of what a run has logged by {@link Run#model}; the model is
   * made if need be. Flush the run before. When an answer is lost it asks again; what this SDK has
   * registered already under that name is not registered twice, but given back.
   *
   * @param runId the run's id on the server
   * @param logged the name under which the run logged it; of several the newest counts
   */
  public ModelVersion register(String name, String runId, String logged) {
    return Asked.of(
        "model " + name,
        () -> {
          Asked.again(() -> made(name));
          String experiment = Asked.again(() -> server.experimentOf(runId));
          Json info = Asked.again(() -> server.loggedModel(experiment, runId, logged));
          String id = info.get("model_id").text("");
          if (id.isEmpty()) {
            throw new IOException("run " + runId + " has no model " + logged + " that is ready");
          }
          String source = info.get("artifact_uri").text("");
          return ModelVersion.of(Asked.again(() -> server.putVersion(name, source, runId, id)));
        });
  }

  /** Moves a version to a stage, with a reason that the log of changes keeps. */
  public ModelVersion transition(String name, int version, Stage stage, String reason) {
    return Asked.of(
        name + " version " + version,
        () -> {
          String path = "models/" + Calls.coded(name) + "/versions/" + version + "/transitions";
          byte[] move = Json.texts("stage", stage.wire(), "reason", reason);
          try {
            return ModelVersion.of(own("POST", path, move).get("model_version"));
          } catch (ServerFailure failure) {
            if (!failure.isUnknownCall()) {
              throw failure;
            }
          }
          byte[] plain =
              Json.texts("name", name, "version", Integer.toString(version), "stage", stage.wire());
          return ModelVersion.of(
              mlflow("POST", "model-versions/transition-stage", plain).get("model_version"));
        });
  }

  /** Brings the version back to Production that was there before, with a reason. */
  public ModelVersion rollBack(String name, String reason) {
    return Asked.of(
        "model " + name,
        () ->
            ModelVersion.of(
                own(
                        "POST",
                        "models/" + Calls.coded(name) + "/rollback",
                        Json.texts("reason", reason))
                    .get("model_version")));
  }

  /** Gives an alias to a version, with a reason; it leaves the version that had it. */
  public void alias(String name, String alias, int version, String reason) {
    String number = Integer.toString(version);
    Asked.of(
        "model " + name,
        () -> {
          try {
            return own(
                "POST",
                "models/" + Calls.coded(name) + "/aliases",
                Json.texts("alias", alias, "version", number, "reason", reason));
          } catch (ServerFailure failure) {
            if (!failure.isUnknownCall()) {
              throw failure;
            }
            return mlflow(
                "POST",
                "registered-models/alias",
                Json.texts("name", name, "alias", alias, "version", number));
          }
        });
  }

  /** The version that is in a stage. */
  public ModelVersion resolve(String name, Stage stage) {
    return manifestOf(name, "stages/" + stage.wire());
  }

  /** The version that has an alias; {@code latest} is the one with the highest number. */
  public ModelVersion resolve(String name, String alias) {
    return manifestOf(name, "aliases/" + Calls.coded(alias));
  }

  /** A version by its number. */
  public ModelVersion version(String name, int version) {
    return manifestOf(name, "versions/" + version);
  }

  private ModelVersion manifestOf(String name, String which) {
    return Asked.of("model " + name, () -> ModelVersion.of(manifest(name, which)));
  }

  private Json manifest(String name, String which) throws IOException {
    return own("GET", "models/" + Calls.coded(name) + "/" + which, null);
  }

  /**
   * Fetches the files of the version that is in a stage, as {@link #fetch(ModelVersion, Path)}
   * does.
   */
  public Path fetch(String name, Stage stage, Path folder) {
    return fetch(resolve(name, stage), folder);
  }

  /**
   * Fetches all files of a version into a folder of its own below {@code folder}, named after the
   * version and its digest. Each file's SHA-256 is checked against the manifest; the folder appears
   * in one step, whole, or not at all. What is there already is not fetched again.
   */
  public Path fetch(ModelVersion version, Path folder) {
    return Asked.of(version.toString(), () -> fetched(version, folder));
  }

  private Path fetched(ModelVersion version, Path folder) throws IOException {
    Json manifest = manifest(version.name(), "versions/" + version.version());
    String digest = manifest.get("digest").text("").replaceFirst("^sha256:", "");
    String name = version.version() + "-" + digest;
    if (!name.matches("\\d+-[0-9a-f]{64}")) {
      throw new IOException("the manifest has no digest");
    }
    Path whole = folder.resolve(name);
    if (Files.exists(whole)) {
      return whole;
    }
    try {
      return Whole.folder(
          whole,
          partial -> {
            for (Json file : manifest.get("files")) {
              fetch(version, file, partial);
            }
          });
    } catch (IOException failure) {
      if (Files.exists(whole)) {
        return whole; // somebody else was faster
      }
      throw failure;
    }
  }

  private void fetch(ModelVersion version, Json file, Path to) throws IOException {
    String path = file.get("path").text("");
    // The server is not trusted with where files go on this machine.
    String fault = Uploads.faultOfPath(path);
    if (!fault.isEmpty()) {
      throw new IOException(fault);
    }
    Path target = to.resolve(path);
    Files.createDirectories(target.getParent());
    String sha256 =
        server
            .downloads()
            .get(
                Calls.OWN
                    + "models/"
                    + Calls.coded(version.name())
                    + "/versions/"
                    + version.version()
                    + "/files/"
                    + Uploads.coded(path),
                target);
    if (!sha256.equals(file.get("sha256").text(""))) {
      throw new IOException("the bytes of " + path + " are not those of the manifest");
    }
  }

  private Json own(String method, String path, byte @Nullable [] json) throws IOException {
    return server.calls().send(method, Calls.OWN + path, json);
  }

  private Json mlflow(String method, String call, byte[] json) throws IOException {
    return server.calls().send(method, Calls.MLFLOW + call, json);
  }
}
