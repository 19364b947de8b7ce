package dev.modelyard.server.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.Route;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.wire.TextFields;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What probes, scrapers and clients ask about the server itself. */
public final class OpsRoutes {
  private final Readiness readiness;
  private final Measures measures;
  private final boolean directDownloads;

  /** {@code directDownloads}: whether clients may fetch files from the store itself. */
  public OpsRoutes(Readiness readiness, Measures measures, boolean directDownloads) {
    this.readiness = readiness;
    this.measures = measures;
    this.directDownloads = directDownloads;
  }

  public void register(Api api) {
    Calls root = api.under(Prefix.ROOT);
    root.page("health", Permission.OPEN, Route.Kind.PROBE, OpsRoutes::health);
    root.page("ready", Permission.OPEN, Route.Kind.PROBE, this::ready);
    root.page("metrics", Permission.OPEN, Route.Kind.PROBE, this::metrics);
    root.page("version", Permission.OPEN, Route.Kind.ORDINARY, OpsRoutes::version);
    api.under(Prefix.MLFLOW_3)
        .get("server-info", Permission.OPEN, TextFields.of(), any -> this::serverInfo);
    Calls own = api.under(Prefix.OWN);
    own.get("info", Permission.OPEN, TextFields.of(), any -> OpsRoutes::info);
    own.page("openapi.json", Permission.OPEN, Route.Kind.ORDINARY, OpsRoutes::openApi);
  }

  private static void health(Context context) {
    context.contentType("text/plain").result("OK");
  }

  private void ready(Context context) {
    String reason = readiness.obstacle();
    context.contentType("text/plain");
    if (reason == null) {
      context.result("ready");
    } else {
      context.status(503).header("Retry-After", "1").result("not ready: " + reason);
    }
  }

  private void metrics(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(measures.scrape());
  }

  /** MLflow's clients take this for the version of an MLflow server: the wire that we speak. */
  private static void version(Context context) {
    context.contentType("text/plain").result(Version.WIRE);
  }

  /** What clients may use: they read the multipart flags before they move large files. */
  private void serverInfo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("store_type", "SqlStore");
    out.writeBooleanField("workspaces_enabled", false);
    out.writeBooleanField("trace_archival_enabled", false);
    out.writeBooleanField("multipart_uploads_enabled", true);
    out.writeBooleanField("multipart_downloads_enabled", directDownloads);
    out.writeBooleanField("presigned_upload_run_id_supported", false);
    out.writeBooleanField("presigned_upload_model_id_supported", false);
    out.writeObjectFieldStart("features_enabled");
    out.writeBooleanField("gateway", false);
    out.writeEndObject();
    out.writeEndObject();
  }

  /** What is known of our own calls, for people and for programs that make clients. */
  private static void openApi(Context context) {
    InputStream document = OpsRoutes.class.getResourceAsStream("openapi.json");
    context
        .contentType("application/json")
        .result(Objects.requireNonNull(document, "the jar lacks openapi.json"));
  }

  /** Which server this is. */
  public static void info(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("product", "Modelyard");
    out.writeStringField("version", Version.PRODUCT);
    out.writeStringField("mlflow_wire_version", Version.WIRE);
    out.writeEndObject();
  }
}
