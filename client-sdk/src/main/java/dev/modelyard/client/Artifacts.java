package dev.modelyard.client;

import dev.modelyard.client.wire.Calls;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Server;
import dev.modelyard.client.wire.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The artifacts of a run on the server, to be listed and fetched. Every call waits for the server,
 * and throws a {@link ModelyardException} when it refuses, does not answer, or gives other bytes
 * than its digest says. Thread-safe.
 *
 * <p>They come through the server, also where it keeps them elsewhere; a Modelyard gives the
 * SHA-256 of what it keeps itself, and it is checked. A stock MLflow gives none.
 */
public final class Artifacts {
  private final Server server;
  private final String runId;

  Artifacts(Server server, String runId) {
    this.server = server;
    this.runId = runId;
  }

  /** What lies directly at the run's top. */
  public List<Artifact> list() {
    return list("");
  }

  /** What lies directly in a folder; of a folder that is not there nothing. */
  public List<Artifact> list(String folder) {
    return Asked.of(subject(folder), () -> children(folder));
  }

  /**
   * Fetches a file. It appears at {@code target} in one step, whole, in the place of what was
   * there, or not at all.
   *
   * @param path from the run's top
   * @return {@code target}
   */
  public Path fetchFile(String path, Path target) {
    return Asked.of(subject(path), () -> Whole.file(target, partial -> download(path, partial)));
  }

  /**
   * Fetches all files below a folder. They appear below {@code target} in one step, all of them, or
   * not at all; {@code target} must not be there yet.
   *
   * @param path from the run's top, "" for all artifacts of the run
   * @return {@code target}
   */
  public Path fetchFolder(String path, Path target) {
    return Asked.of(
        subject(path),
        () -> {
          if (Files.exists(target)) {
            throw new IOException(target + " is there already");
          }
          if (children(path).isEmpty()) {
            throw new IOException("the run has no such folder with files");
          }
          return Whole.folder(target, partial -> downloadBelow(path, partial));
        });
  }

  private String subject(String path) {
    return "artifact " + (path.isEmpty() ? "" : path + " ") + "of run " + runId;
  }

  private List<Artifact> children(String folder) throws IOException {
    Json answer =
        folder.isEmpty()
            ? server.calls().get("artifacts/list", "run_id", runId)
            : server.calls().get("artifacts/list", "run_id", runId, "path", folder);
    List<Artifact> children = new ArrayList<>();
    for (Json child : answer.get("files")) {
      Artifact artifact = Artifact.of(child);
      // The server is not trusted with where files go on this machine.
      String fault = Uploads.faultOfPath(artifact.path());
      if (!fault.isEmpty()) {
        throw new IOException(fault);
      }
      // A stock MLflow lists a file as a folder that holds itself.
      if (!artifact.path().equals(folder)) {
        children.add(artifact);
      }
    }
    return children;
  }

  private void downloadBelow(String folder, Path into) throws IOException {
    for (Artifact child : children(folder)) {
      String within = folder.isEmpty() ? "" : folder + "/";
      if (!child.path().startsWith(within)) {
        throw new IOException("the server lists " + child.path() + " in " + folder);
      }
      Path target = into.resolve(child.path().substring(within.length()));
      if (child.isFolder()) {
        Files.createDirectories(target);
        downloadBelow(child.path(), target);
      } else {
        download(child.path(), target);
      }
    }
  }

  private void download(String path, Path file) throws IOException {
    String query = "?run_id=" + Calls.coded(runId) + "&path=" + Calls.coded(path);
    server.downloads().get("/get-artifact" + query, file);
  }
}
