package dev.modelyard.server.artifacts.multipart;

import dev.modelyard.server.artifacts.ArtifactPath;
import dev.modelyard.server.artifacts.intake.ClaimedDigests;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Caller;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.RawPath;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.TextFields;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** The calls of uploads in parts, and of files that are fetched from the store itself. */
public final class MultipartRoutes {
  private static final String PATH = "artifact_path";
  private static final String PARTS = "uploads/";

  private final Uploads uploads;

  public MultipartRoutes(Uploads uploads) {
    this.uploads = uploads;
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.MLFLOW_ARTIFACTS);
    calls.post("mpu/create/<" + PATH + ">", Permission.LOG, CreateUpload::read, this::create);
    calls.post("mpu/complete/<" + PATH + ">", Permission.LOG, CompleteUpload::read, this::complete);
    calls.post("mpu/abort/<" + PATH + ">", Permission.LOG, CompleteUpload::read, this::abort);
    calls.get("presigned/<" + PATH + ">", Permission.READ, TextFields.of(PATH), this::presigned);
    // Whoever knows the secret name of an upload may put its parts; nothing else proves it.
    api.under(Prefix.OWN)
        .transfer(HandlerType.PUT, PARTS + "{name}/parts/{number}", Permission.OPEN, this::putPart);
  }

  private Answer create(CreateUpload request, Caller caller) {
    URI base = caller.address();
    Uploads.Begun begun =
        uploads.begin(
            request.place(),
            request.parts(),
            (name, number) ->
                base.resolve(
                    base.getRawPath() + Prefix.OWN.relative(PARTS + name + "/parts/" + number)));
    return out -> {
      out.writeStartObject();
      out.writeStringField("upload_id", begun.name());
      if (!begun.urls().isEmpty()) {
        out.writeArrayFieldStart("credentials");
        for (int i = 0; i < begun.urls().size(); i++) {
          out.writeStartObject();
          out.writeStringField("url", begun.urls().get(i).toString());
          out.writeNumberField("part_number", i + 1);
          out.writeObjectFieldStart("headers");
          out.writeEndObject();
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      out.writeEndObject();
    };
  }

  private Answer complete(CompleteUpload request) {
    try {
      uploads.complete(request.place(), request.name(), request.parts());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return Answer.EMPTY;
  }

  private Answer abort(CompleteUpload request) {
    uploads.abort(request.place(), request.name());
    return Answer.EMPTY;
  }

  private Answer presigned(TextFields request) {
    Uploads.Direct direct =
        uploads
            .readUrl(ArtifactPath.parse(request.required(PATH)))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_IMPLEMENTED,
                        "Files are fetched through this server, not from its store"));
    return out -> {
      out.writeStartObject();
      out.writeStringField("url", direct.url().toString());
      out.writeObjectFieldStart("headers");
      out.writeEndObject();
      out.writeNumberField("file_size", direct.size());
      out.writeEndObject();
    };
  }

  private void putPart(Context context) throws IOException {
    String number = RawPath.field(context, "number");
    if (!number.matches("[0-9]{1,5}")) {
      throw ApiException.invalid("A part's number is from 1 to " + Uploads.MOST_PARTS);
    }
    String etag =
        uploads.putPart(
            RawPath.field(context, "name"),
            Integer.parseInt(number),
            context.req().getInputStream(),
            context.req().getContentLengthLong(),
            ClaimedDigests.of(context.req()::getHeader));
    context.header("ETag", etag).status(200);
  }
}
