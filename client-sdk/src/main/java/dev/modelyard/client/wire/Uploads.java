package dev.modelyard.client.wire;

import dev.modelyard.client.spool.StoredFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Files on their way to a server. Thread-safe. */
public final class Uploads {
  /** How an address begins whose files the server itself keeps. */
  private static final String KEPT = "mlflow-artifacts:/";

  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

  /** An upload that is slower is given up, and tried again. */
  private static final long BYTES_PER_SECOND = 1 << 18;

  private final Http http;

  Uploads(Http http) {
    this.http = http;
  }

  /** What is wrong with the path of a file below a run or model, or "" when nothing is. */
  public static String faultOfPath(String path) {
    for (String part : path.split("/", -1)) {
      boolean bad = part.isEmpty() || part.equals(".") || part.equals("..");
      if (bad || part.chars().anyMatch(c -> c < ' ' || c == '\\' || c == '#' || c == 127)) {
        return "a path of a file must be relative and plain: " + path;
      }
    }
    return path.matches("[A-Za-z]:.*") ? "a path of a file names a drive: " + path : "";
  }

  /**
   * Puts a file below the address of a run's or model's files; the server checks its digest.
   *
   * @param sent learns how many bytes were sent so far
   */
  public void put(String root, String path, StoredFile stored, Path bytes, LongConsumer sent)
      throws IOException {
    if (!root.toLowerCase(Locale.ROOT).startsWith(KEPT)) {
      throw new Elsewhere(root);
    }
    String place = root.substring(KEPT.length()).replaceFirst("^/+", "");
    Duration deadline = Duration.ofSeconds(60 + stored.size() / BYTES_PER_SECOND);
    HttpRequest.BodyPublisher body =
        stored.size() == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> counted(bytes, sent)),
                stored.size());
    String digest = "sha-256=:" + Base64.getEncoder().encodeToString(bytes(stored.sha256())) + ":";
    Http.Answer answer =
        http.upload(PROXY + coded(place) + "/" + coded(path), body, digest, deadline);
    if (answer.status() / 100 != 2) {
      throw ServerFailure.of(answer);
    }
  }

  /** The files do not lie on the server, and this SDK has no credentials for where they lie. */
  public static final class Elsewhere extends IOException {
    private static final long serialVersionUID = 1;

    Elsewhere(String root) {
      super("files would lie at " + root + ", which this SDK cannot write to");
    }
  }

  private static InputStream counted(Path file, LongConsumer sent) {
    try {
      return new FilterInputStream(Files.newInputStream(file)) {
        private long count;

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
          int n = super.read(to, offset, length);
          if (n > 0) {
            count += n;
            sent.accept(count);
          }
          return n;
        }
      };
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A path with each part percent-coded. */
  public static String coded(String path) {
    StringBuilder coded = new StringBuilder();
    for (String part : path.split("/", -1)) {
      coded.append(coded.length() == 0 ? "" : "/").append(Calls.coded(part));
    }
    return coded.toString();
  }

  private static byte[] bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }
}
