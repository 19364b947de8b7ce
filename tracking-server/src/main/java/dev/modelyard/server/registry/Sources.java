package dev.modelyard.server.registry;

import dev.modelyard.server.artifacts.Location;
import dev.modelyard.server.artifacts.OwnerKind;
import dev.modelyard.server.artifacts.Owners;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ArtifactLocation;
import dev.modelyard.server.loggedmodels.LoggedModel;
import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.loggedmodels.LoggedModels;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.wire.Texts;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the source of a new version stands for, and refuses one that the caller could use
 * to reach files which are not those of the run or logged model that it names.
 */
final class Sources {
  private static final int MAX_LENGTH = 2_048;
  private static final int MAX_RUN_ID = 256;

  /** What MLflow's own senders name for prompts, which have no files. */
  private static final Set<String> OF_PROMPTS = Set.of("dummy-source", "prompt-template");

  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

  private static final Pattern RUN = Pattern.compile("runs:/([^/]+)(|/.*)", Pattern.DOTALL);

  /**
   * {@code models:/} and what names a logged model or a version of a registered one. A registered
   * model's name may hold an @: only the last begins an alias.
   */
  private static final Pattern MODEL =
      Pattern.compile(
          "/+(?:(?<model>[^/]+)/(?<version>[^/@]+)|(?<named>[^/]+?)(?:@(?<alias>[^/@]+))?)/?");

  /** An absolute path of at least one character, behind the name of a store or none. */
  private static final Pattern PATH = Pattern.compile("(?://[^/]+/+|/)[^/].*", Pattern.DOTALL);

  private final Owners owners;
  private final LoggedModels loggedModels;
  private final VersionFinder versions;

  Sources(Owners owners, LoggedModels loggedModels, VersionFinder versions) {
    this.owners = owners;
    this.loggedModels = loggedModels;
    this.versions = versions;
  }

  /**
   * What a version keeps of its source.
   *
   * @param source as it is shown
   * @param storageLocation where the files lie
   * @param runId empty when there is none
   * @param loggedModelId empty when there is none
   */
  record Resolved(String source, String storageLocation, String runId, String loggedModelId) {
    /** The logged model, if it is one of this server's. */
    Optional<UUID> loggedModel() {
      return LoggedModelIds.parse(loggedModelId);
    }
  }

  Resolved resolve(CreateVersion request) {
    String source = Texts.atMost(MAX_LENGTH, request.source(), "The source");
    String runId = orEmpty(request.runId());
    Texts.atMost(MAX_RUN_ID, runId, "The run_id");
    if (request.isPrompt()) {
      if (!OF_PROMPTS.contains(source)) {
        throw refused(source, "A prompt has no files: its source must be 'dummy-source'.");
      }
      return new Resolved(source, source, runId, "");
    }
    Matcher parts = SCHEME.matcher(source);
    String scheme = parts.matches() ? parts.group(1).toLowerCase(Locale.ROOT) : "";
    return switch (scheme) {
      case "models" -> ofModel(request, parts.group(2));
      case "runs" -> ofRun(request, runId);
      case "mlflow-artifacts" -> kept(request, runId);
      default -> elsewhere(request, runId);
    };
  }

  private Resolved ofModel(CreateVersion request, String rest) {
    Matcher parts = MODEL.matcher(rest);
    if (rest.startsWith("//") || !parts.matches()) {
      throw refused(
          request.source(), "It must read models:/<model_id> or models:/<name>/<version>.");
    }
    String version = parts.group("version");
    String alias = parts.group("alias");
    if (version == null && alias == null) {
      return ofLoggedModel(request, parts.group("named"));
    }
    ModelVersion original =
        alias != null
            ? versions.byAlias(parts.group("named"), alias)
            : versions.byVersionOrStage(parts.group("model"), orEmpty(version));
    if (versions.isPrompt(original.name())) {
      throw refused(request.source(), "Prompt versions cannot be used as model version sources.");
    }
    if (differs(request.runId(), original.runId())
        || differs(request.loggedModelId(), original.loggedModelId())) {
      throw refused(
          request.source(),
          "The run_id and model_id request parameters must match the referenced model version.");
    }
    return new Resolved(
        "models:/" + original.name() + "/" + original.version(),
        original.storageLocation(),
        original.runId(),
        original.loggedModelId());
  }

  private Resolved ofLoggedModel(CreateVersion request, String id) {
    LoggedModel model = namedModel(request, request.source());
    if (!LoggedModelIds.wire(model.modelId()).equals(id)) {
      throw notInside(request.source(), "model_id");
    }
    return new Resolved(request.source(), model.artifactUri(), runOf(request, model), id);
  }

  private static Resolved ofRun(CreateVersion request, String runId) {
    String source = request.source();
    Matcher parts = RUN.matcher(source);
    if (!parts.matches() || !parts.group(1).equals(runId)) {
      throw notInside(source, "run_id");
    }
    checked("mlflow-artifacts:/run" + parts.group(2));
    return new Resolved(source, source, runId, orEmpty(request.loggedModelId()));
  }

  /** Files of this server: they must be those of the run or logged model that the caller names. */
  private Resolved kept(CreateVersion request, String runId) {
    String source = checked(request.source());
    Optional<Location> place = owners.find(source);
    if (!orEmpty(request.loggedModelId()).isEmpty()) {
      LoggedModel model = namedModel(request, source);
      if (place.filter(found -> isOf(found, OwnerKind.MODEL, model.modelId())).isEmpty()) {
        throw notInside(source, "model_id");
      }
      return new Resolved(
          source, source, runOf(request, model), LoggedModelIds.wire(model.modelId()));
    }
    Optional<UUID> run = RunIds.parse(runId);
    if (run.isEmpty() || place.filter(found -> isOf(found, OwnerKind.RUN, run.get())).isEmpty()) {
      throw notInside(source, "run_id");
    }
    return new Resolved(source, source, runId, "");
  }

  /** An object store that clients reach with their own credentials: only written down. */
  private Resolved elsewhere(CreateVersion request, String runId) {
    String source = checked(request.source());
    if (!PATH.matcher(source.substring(source.indexOf(':') + 1)).matches()) {
      throw refused(source, "It must name a path, such as s3://bucket/path.");
    }
    String loggedModelId = orEmpty(request.loggedModelId());
    if (loggedModelId.isEmpty()) {
      return new Resolved(source, source, runId, "");
    }
    LoggedModel model = namedModel(request, source);
    return new Resolved(source, source, runOf(request, model), loggedModelId);
  }

  private static String checked(String source) {
    if (ArtifactLocation.standsStill(source)) {
      throw refused(source, "It must hold no '.' between slashes.");
    }
    return ArtifactLocation.checked(source, "source");
  }

  private LoggedModel namedModel(CreateVersion request, String source) {
    return loggedModels
        .find(orEmpty(request.loggedModelId()))
        .orElseThrow(() -> notInside(source, "model_id"));
  }

  private static String runOf(CreateVersion request, LoggedModel model) {
    String given = orEmpty(request.runId());
    return given.isEmpty() ? model.sourceRunId() : given;
  }

  private static boolean isOf(Location place, OwnerKind kind, UUID id) {
    return place.owner().kind() == kind && place.owner().id().equals(id);
  }

  private static boolean differs(@Nullable String given, String original) {
    return given != null && !given.equals(original);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static ApiException notInside(String source, String field) {
    return refused(
        source,
        "The " + field + " request parameter must identify the resource that contains the source.");
  }

  private static ApiException refused(String source, String why) {
    return ApiException.invalid(
        "Invalid model version source: '" + Texts.excerpt(source) + "'. " + why);
  }
}
