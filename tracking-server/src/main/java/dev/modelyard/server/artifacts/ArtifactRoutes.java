package dev.modelyard.server.artifacts;

import dev.modelyard.server.artifacts.intake.ClaimedDigests;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.blobs.ForeignObjects;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.FileAnswer;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.RawPath;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.IfAny;
import dev.modelyard.server.wire.TextFields;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls that move files and list folders: by the path in an artifact URI, which is what clients
 * use, and by the id of a run or logged model, which is what pages use.
 */
public final class ArtifactRoutes {
  private static final String PATH = "artifact_path";

  /** Most bytes that {@code upload-artifact} takes, MLflow's limit; PUT has none. */
  private static final int MAX_PAGE_UPLOAD = 10 << 20;

  private static final Pattern PAGE = Pattern.compile("\\.html?$", Pattern.CASE_INSENSITIVE);

  private static final Pattern PDF = Pattern.compile("\\.pdf$", Pattern.CASE_INSENSITIVE);

  /** What forms of foreign pages can send without asking the browser's leave. */
  private static final Set<String> FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data");

  private final Artifacts artifacts;
  private final ForeignArtifacts foreign;
  private final Owners owners;

  public ArtifactRoutes(Artifacts artifacts, ForeignArtifacts foreign, Owners owners) {
    this.artifacts = artifacts;
    this.foreign = foreign;
    this.owners = owners;
  }

  public void register(Api api) {
    Calls proxy = api.under(Prefix.MLFLOW_ARTIFACTS);
    Calls calls = api.under(Prefix.MLFLOW_2);
    Calls page = api.under(Prefix.AJAX_2);
    String file = "artifacts/<" + PATH + ">";
    proxy.transfer(HandlerType.PUT, file, Permission.LOG, this::put);
    proxy.transfer(HandlerType.GET, file, Permission.READ, this::get);
    proxy.delete(file, Permission.LOG, TextFields.of(PATH), this::delete);
    proxy.get("artifacts", Permission.READ, TextFields.of("path"), this::list);

    calls.get(
        "artifacts/list",
        Permission.READ,
        TextFields.of(RunIds.FIELD, RunIds.OLD_FIELD, "path", IfAny.FIELD),
        this::listRun);
    api.under(Prefix.ROOT)
        .transfer(HandlerType.GET, "get-artifact", Permission.READ, this::getOfRun);
    Calls own = api.under(Prefix.OWN);
    own.transfer(HandlerType.GET, "runs/{run_id}/preview", Permission.READ, this::previewOfRun);
    own.transfer(HandlerType.GET, "runs/{run_id}/archive", Permission.READ, this::zipOfRun);
    own.post("runs/with-file", Permission.READ, WithFile::read, this::withFile);
    page.transfer(HandlerType.POST, "upload-artifact", Permission.LOG, this::uploadToRun);
    calls.get(
        "logged-models/{model_id}/artifacts/directories",
        Permission.READ,
        TextFields.of("model_id", "artifact_directory_path"),
        this::listModel);
    page.transfer(
        HandlerType.GET,
        "logged-models/{model_id}/artifacts/files",
        Permission.READ,
        this::getOfModel);
  }

  private void put(Context context) throws IOException {
    ArtifactPath path = ArtifactPath.parse(RawPath.field(context, PATH));
    receive(context, owners.require(path));
  }

  private void get(Context context) throws IOException {
    ArtifactPath path = ArtifactPath.parse(RawPath.field(context, PATH));
    send(context, owners.require(path));
  }

  private Answer delete(TextFields request) {
    ArtifactPath path = ArtifactPath.parseFolder(request.required(PATH));
    artifacts.delete(owners.require(path));
    return Answer.EMPTY;
  }

  /** A path that is nobody's lists as empty, as a missing one does on MLflow. */
  private Answer list(TextFields request) {
    ArtifactPath path = folder(request, "path");
    List<Entry> entries = owners.locate(path).map(artifacts::list).orElse(List.of());
    return out -> {
      out.writeStartObject();
      Listing.writeTo(out, "", entries);
      out.writeEndObject();
    };
  }

  private Answer listRun(TextFields request) {
    Owner run = owners.run(RunIds.named(request));
    ArtifactPath path = folder(request, "path");
    return IfAny.of(request, () -> listOwned(run, path));
  }

  private Answer listModel(TextFields request) {
    return listOwned(
        owners.model(request.required("model_id")), folder(request, "artifact_directory_path"));
  }

  private Answer listOwned(Owner owner, ArtifactPath path) {
    Location location = new Location(owner, path);
    List<Entry> entries = owner.isKept() ? artifacts.list(location) : foreign.list(location);
    String prefix = path.isRoot() ? "" : path + "/";
    return out -> {
      out.writeStartObject();
      out.writeStringField("root_uri", owner.uri());
      Listing.writeTo(out, prefix, entries);
      out.writeEndObject();
    };
  }

  private void getOfRun(Context context) throws IOException {
    TextFields request =
        RawPath.query(context, TextFields.of(RunIds.FIELD, RunIds.OLD_FIELD, "path"));
    ArtifactPath path = ArtifactPath.parse(request.required("path"));
    send(context, new Location(owners.run(RunIds.named(request)), path));
  }

  private void previewOfRun(Context context) throws IOException {
    TextFields request = RawPath.query(context, TextFields.of(RunIds.FIELD, "path", "scripts"));
    ArtifactPath path = ArtifactPath.parse(request.required("path"));
    boolean isPage = PAGE.matcher(path.toString()).find();
    if (!isPage && !PDF.matcher(path.toString()).find()) {
      throw ApiException.invalid(
          "Only HTML files (.html, .htm) and PDF are shown as pages; get-artifact sends others");
    }
    FileAnswer.Manner manner = manner(request.optional("scripts"));
    if (manner == FileAnswer.Manner.SCRIPTED) {
      requireFrame(context, isPage);
    }
    send(context, new Location(owners.run(RunIds.named(request)), path), manner);
  }

  private static FileAnswer.Manner manner(@Nullable String scripts) {
    if (scripts == null || scripts.equals("false")) {
      return FileAnswer.Manner.SHOWN;
    }
    if (scripts.equals("true")) {
      return FileAnswer.Manner.SCRIPTED;
    }
    throw ApiException.invalid("'scripts' must be true or false");
  }

  /**
   * Scripts run within a frame only: the policy of the page around it keeps them from going to
   * another host, which no policy of their own does in every browser.
   */
  private static void requireFrame(Context context, boolean isPage) {
    if (!isPage) {
      throw ApiException.invalid("Only HTML files are shown with scripts");
    }
    if ("document".equals(context.header("Sec-Fetch-Dest"))) {
      throw ApiException.invalid("A page with scripts is shown within the page of the run only");
    }
  }

  private void zipOfRun(Context context) throws IOException {
    TextFields request = RawPath.query(context, TextFields.of(RunIds.FIELD, "path"));
    String run = RunIds.named(request);
    ArtifactPath path = folder(request, "path");
    FolderZip zip = FolderZip.of(artifacts, new Location(owners.run(run).kept(), path));
    String name = (path.isRoot() ? run : path.name()) + ".zip";
    FileAnswer.sendArchive(context, name, zip.etag(), zip::write);
  }

  private Answer withFile(WithFile request) {
    Map<UUID, StoredFile> found = artifacts.among(request.runs(), request.path());
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("files");
      for (UUID run : request.runs()) {
        StoredFile file = found.get(run);
        if (file != null) {
          out.writeStartObject();
          out.writeStringField(RunIds.FIELD, RunIds.wire(run));
          out.writeNumberField("size", file.size());
          out.writeStringField("sha256", file.sha256());
          out.writeNumberField("modified", file.modified());
          out.writeEndObject();
        }
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private void getOfModel(Context context) throws IOException {
    TextFields request = RawPath.query(context, TextFields.of("model_id", "artifact_file_path"));
    ArtifactPath path = ArtifactPath.parse(request.required("artifact_file_path"));
    send(context, new Location(owners.model(request.required("model_id")), path));
  }

  private void uploadToRun(Context context) throws IOException {
    String type = context.req().getContentType();
    if (type != null && FORMS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw ApiException.invalid("The body must be the file itself, not a form");
    }
    TextFields request = RawPath.query(context, TextFields.of(RunIds.OLD_FIELD, "path"));
    ArtifactPath path = ArtifactPath.parse(request.required("path"));
    Owner run = owners.run(request.required(RunIds.OLD_FIELD));
    long length = context.req().getContentLengthLong();
    if (length < 1 || length > MAX_PAGE_UPLOAD) {
      throw ApiException.invalid(
          "The body must have from 1 to " + MAX_PAGE_UPLOAD + " bytes, and say how many");
    }
    receive(context, new Location(run.kept(), path));
  }

  private void receive(Context context, Location location) throws IOException {
    String coding = context.req().getHeader("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw ApiException.invalid("Files are stored as they come, without a Content-Encoding");
    }
    if (context.req().getHeader("Content-Range") != null) {
      throw ApiException.invalid("Files are stored whole, a part of one cannot be replaced");
    }
    ClaimedDigests claims = ClaimedDigests.of(context.req()::getHeader);
    long length = context.req().getContentLengthLong();
    artifacts.put(location, context.req().getInputStream(), length, claims);
    context.status(200);
  }

  private void send(Context context, Location location) throws IOException {
    send(context, location, FileAnswer.Manner.SAVED);
  }

  private void send(Context context, Location location, FileAnswer.Manner manner)
      throws IOException {
    if (!location.owner().isKept()) {
      sendForeign(context, location, manner);
      return;
    }
    StoredFile file = artifacts.get(location);
    FileAnswer.send(
        context,
        file.described(),
        manner,
        (offset, length, sink) -> artifacts.read(file, offset, length, sink::write));
  }

  private void sendForeign(Context context, Location location, FileAnswer.Manner manner)
      throws IOException {
    if (location.path().isRoot()) {
      throw ApiException.invalid("The path names no file");
    }
    ForeignObjects.Found file = foreign.get(location);
    FileAnswer.send(
        context,
        new FileAnswer.Described(
            location.path().name(), file.size(), file.etag(), null, file.modified()),
        manner,
        (offset, length, sink) -> foreign.read(location, offset, length, sink::write));
  }

  private static ArtifactPath folder(TextFields request, String field) {
    String path = request.optional(field);
    return path == null ? ArtifactPath.ROOT : ArtifactPath.parseFolder(path);
  }
}
