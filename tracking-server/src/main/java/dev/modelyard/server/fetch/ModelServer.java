package dev.modelyard.server.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server's calls that a fetch needs, each tried once. Thread-safe. */
final class ModelServer implements AutoCloseable {
  private static final String API = "api/modelyard/1.0/";
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long the head of an answer, or the next bytes of a body, may take. */
  private static final Duration STALL = Duration.ofSeconds(30);

  /** As much of an error answer as is read. */
  private static final int ERROR_BYTES = 64 << 10;

  private static final long MAX_RETRY_AFTER_SECONDS = 300;
  private static final JsonFactory JSON = new JsonFactory();

  private final URI base;
  private final Optional<String> authorization;
  private final HttpClient http;
  private final Duration stall;
  private final BodyDeadlines deadlines;

  /**
   * @param base the server's address, without user and password
   * @param authorization the header of that name, if any
   * @param timeout how long the user will wait without anything coming
   */
  ModelServer(URI base, Optional<String> authorization, Duration timeout) {
    this.base = base.getRawPath().endsWith("/") ? base : URI.create(base + "/");
    this.authorization = authorization;
    this.stall = timeout.compareTo(STALL) < 0 ? timeout : STALL;
    this.deadlines = new BodyDeadlines(stall);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(stall.compareTo(CONNECT) < 0 ? stall : CONNECT)
            .build();
  }

  URI base() {
    return base;
  }

  /** Takes the bytes of a file. */
  interface Receiver {
    /** What comes begins at the file's start, also when a later part was asked for. */
    void fromStart();

    void take(byte[] bytes, int length);
  }

  /** The manifest of the version that is wanted; empty when it is still the one that is known. */
  Optional<Manifest> manifest(ModelUri model, @Nullable Manifest known) throws Transient {
    HttpRequest.Builder request = request(model.path());
    if (known != null) {
      request.header("If-None-Match", known.etag());
    }
    HttpResponse<InputStream> response = send(request);
    try (InputStream body = deadlines.watched(response.body())) {
      if (response.statusCode() == 304 && known != null) {
        return Optional.empty();
      }
      if (response.statusCode() == 404) {
        throw unknown(error(body));
      }
      requireOk(response, body);
      return Optional.of(read(body));
    } catch (IOException broken) {
      throw brokenOff(broken);
    }
  }

  private Manifest read(InputStream body) throws IOException {
    try {
      return ManifestReader.read(body);
    } catch (JsonProcessingException noJson) {
      throw noModelyard();
    }
  }

  /**
   * Gives the bytes of a file from {@code offset} on to {@code receiver}.
   *
   * @throws Changed when the server has other bytes there now
   */
  void read(Manifest manifest, ManifestFile file, long offset, Receiver receiver)
      throws Transient, Changed {
    HttpRequest.Builder request = request(filePath(manifest, file));
    String etag = '"' + file.sha256() + '"';
    request.header("If-Match", etag);
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-").header("If-Range", etag);
    }
    HttpResponse<InputStream> response = send(request);
    try (InputStream body = deadlines.watched(response.body())) {
      int status = response.statusCode();
      if (status == 404 || status == 412) {
        throw new Changed("The server no longer has '" + file.path() + "' as it said");
      }
      if (status == 206) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (offset == 0 || !range.equals(range(offset, file.size()))) {
          throw FetchException.spoiled(
              "The server sent another part of '" + file.path() + "' than was asked for: " + range);
        }
      } else {
        requireOk(response, body);
        long length = response.headers().firstValueAsLong("Content-Length").orElse(file.size());
        if (length != file.size()) {
          throw FetchException.spoiled(
              "The server has %d bytes of '%s' and promised %d"
                  .formatted(length, file.path(), file.size()));
        }
        receiver.fromStart();
      }
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        receiver.take(buffer, n);
      }
    } catch (IOException broken) {
      throw brokenOff(broken);
    }
  }

  private static String range(long first, long size) {
    return "bytes " + first + "-" + (size - 1) + "/" + size;
  }

  private static String filePath(Manifest manifest, ManifestFile file) {
    return "models/"
        + ModelUri.encoded(manifest.name())
        + "/versions/"
        + manifest.version()
        + "/files/"
        + Arrays.stream(file.path().split("/", -1))
            .map(ModelUri::encoded)
            .collect(Collectors.joining("/"));
  }

  @Override
  public void close() {
    deadlines.close();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + API + path))
            .header("User-Agent", "modelyard-fetch")
            .timeout(stall);
    authorization.ifPresent(header -> request.header("Authorization", header));
    return request;
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) throws Transient {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException late) {
      throw new Transient(
          "The server at " + base + " did not answer within " + stall.toSeconds() + " s");
    } catch (ConnectException away) {
      throw new Transient("The server at " + base + " cannot be reached");
    } catch (IOException broken) {
      throw brokenOff(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(ExitCode.OTHER, "Interrupted");
    }
  }

  private Transient brokenOff(IOException broken) {
    return new Transient("The connection to " + base + " broke: " + LocalTrouble.words(broken));
  }

  /** What the server says of a failure: MLflow's code, and words. */
  private record Failure(String code, String message) {}

  private void requireOk(HttpResponse<?> response, InputStream body) throws Transient {
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    Failure failure = error(body);
    String said =
        "The server answered "
            + status
            + (failure.message().isEmpty() ? "" : ": " + failure.message());
    if (failure.code().equals("DATA_LOSS")) {
      throw FetchException.spoiled(said);
    }
    switch (status) {
      case 408, 429, 502, 503, 504 -> throw new Transient(said, retryAfter(response));
      case 301, 302, 307, 308 ->
          throw new FetchException(
              ExitCode.OTHER,
              said
                  + ": it is somewhere else, "
                  + response.headers().firstValue("Location").orElse("nobody says where")
                  + "; give that as --server");
      case 401, 403 ->
          throw new FetchException(
              ExitCode.OTHER,
              said
                  + " (credentials come from MLFLOW_TRACKING_USERNAME and _PASSWORD, or"
                  + " MLFLOW_TRACKING_TOKEN)");
      default -> throw new FetchException(ExitCode.OTHER, said);
    }
  }

  private FetchException unknown(Failure failure) {
    return failure.code().equals("RESOURCE_DOES_NOT_EXIST")
        ? new FetchException(ExitCode.UNKNOWN, failure.message())
        : noModelyard();
  }

  private FetchException noModelyard() {
    return new FetchException(
        ExitCode.OTHER,
        "What answers at " + base + " is no Modelyard server, or one that is too old for fetch");
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Math.min(Long.parseLong(text), MAX_RETRY_AFTER_SECONDS)))
        .orElse(null);
  }

  private static Failure error(InputStream body) {
    String code = "";
    String message = "";
    try (JsonParser parser = JSON.createParser(body.readNBytes(ERROR_BYTES))) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          parser.nextToken();
          switch (field) {
            case "error_code" -> code = parser.getValueAsString("");
            case "message" -> message = parser.getValueAsString("");
            default -> parser.skipChildren();
          }
        }
      }
    } catch (IOException noJson) {
      // some proxy's page: the status has to do
    }
    return new Failure(code, message);
  }
}
