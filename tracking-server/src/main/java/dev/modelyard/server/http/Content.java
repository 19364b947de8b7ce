package dev.modelyard.server.http;

import dev.modelyard.server.wire.Sha256;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * An answer that is held whole, in one or more codings.
 *
 * @param type the content type
 * @param etag a validator with its quotes
 * @param plain the bytes as they are
 * @param compressed the same by content coding, {@code br} or {@code gzip}
 */
@SuppressWarnings("ArrayRecordComponent") // Held once and sent: nobody compares or changes them.
public record Content(String type, String etag, byte[] plain, Map<String, byte[]> compressed) {
  public Content {
    compressed = Map.copyOf(compressed);
  }

  /** What was made just now, plain and compressed. */
  public static Content made(String type, byte[] bytes) {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Content(type, etag(bytes), bytes, Map.of("gzip", gzip.toByteArray()));
  }

  /** A validator, which other bytes would not have. */
  public static String etag(byte[] bytes) {
    byte[] digest = Sha256.digest().digest(bytes);
    return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
  }

  /** Sends it in the smallest coding that the caller takes, or says that it is not changed. */
  public void write(Context context) throws IOException {
    context.header("Vary", "Accept-Encoding");
    if (context.statusCode() == 200 && Preconditions.isHeld(context, etag)) {
      context.status(304);
      return;
    }
    context.res().setContentType(type);
    byte[] bytes = smallest(context);
    context.res().setContentLength(bytes.length);
    context.res().getOutputStream().write(bytes);
  }

  private byte[] smallest(Context context) {
    for (String coding : List.of("br", "gzip")) {
      byte[] bytes = compressed.get(coding);
      if (bytes != null && Encodings.takes(context, coding)) {
        context.header("Content-Encoding", coding);
        return bytes;
      }
    }
    return plain;
  }
}
