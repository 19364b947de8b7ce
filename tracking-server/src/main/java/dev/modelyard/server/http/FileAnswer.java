package dev.modelyard.server.http;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.error.ErrorCode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.HttpOutput;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * A file that somebody uploaded, as an answer: whole or a range of it (RFC 9110), with HEAD and
 * conditional requests, and with headers that keep a browser from running it in our origin.
 */
public final class FileAnswer {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** A page may look as it likes, but asks nobody, wherever it is opened. */
  private static final String LOOKS =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

  /** Nothing runs. The viewers of PDF that browsers have work under it, too. */
  private static final String SHOWN_POLICY = "sandbox; " + LOOKS;

  /** What is written in the page runs, in an origin that is nobody's. */
  private static final String SCRIPTED_POLICY =
      "sandbox allow-scripts; script-src 'unsafe-inline' 'unsafe-eval'; " + LOOKS;

  private FileAnswer() {}

  /**
   * What is known before a byte is read.
   *
   * @param name the file's name, any text
   * @param size in bytes
   * @param etag a strong validator, with its quotes
   * @param sha256 in lower-case hex, if it is known
   * @param modified in milliseconds since the epoch
   */
  public record Described(
      String name, long size, String etag, @Nullable String sha256, long modified) {
    /** A file whose digest is its validator. */
    public static Described of(String name, long size, String sha256, long modified) {
      return new Described(name, size, '"' + sha256 + '"', sha256, modified);
    }

    String lastModified() {
      return HTTP_DATE.format(Instant.ofEpochMilli(modified));
    }
  }

  /** Takes bytes on their way to the caller. */
  @FunctionalInterface
  public interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  /** Where the bytes come from; the first call of the sink means that they are there. */
  @FunctionalInterface
  public interface Source {
    void read(long offset, long length, Sink sink) throws IOException;
  }

  /** What a browser is to do with a file. */
  public enum Manner {
    /** Keep it as a file, whatever it is. */
    SAVED,
    /** Show it as a page, or PDF, in which nothing runs, and from which nothing is asked. */
    SHOWN,
    /** Show it as a page with its scripts, which reach neither our origin nor a network. */
    SCRIPTED
  }

  /** Answers a GET or HEAD with a file that a browser saves. */
  public static void send(Context context, Described file, Source source) throws IOException {
    send(context, file, Manner.SAVED, source);
  }

  /** Answers a GET or HEAD. What fails before the first byte is answered as any other failure. */
  public static void send(Context context, Described file, Manner manner, Source source)
      throws IOException {
    Preconditions conditions = new Preconditions(context.req()::getHeader, file);
    if (conditions.failed()) {
      throw new ApiException(
          ErrorCode.PRECONDITION_FAILED, "The file is not the one that the request asks for");
    }
    if (conditions.isUnchanged()) {
      context.status(304);
      validators(context, file);
      return;
    }
    ByteRange range = conditions.range();
    if (range.isUnsatisfiable()) {
      context.header("Content-Range", "bytes */" + file.size());
      throw new ApiException(
          ErrorCode.RANGE_NOT_SATISFIABLE, "The file has only " + file.size() + " bytes");
    }
    if (range.length() == 0 || context.method().name().equals("HEAD")) {
      head(context, file, manner, range);
      return;
    }
    HttpOutput out =
        ServletContextRequest.getServletContextRequest(context.req())
            .getServletContextResponse()
            .getHttpOutput();
    boolean[] begun = new boolean[1];
    source.read(
        range.first(),
        range.length(),
        bytes -> {
          if (!begun[0]) {
            begun[0] = true;
            head(context, file, manner, range);
          }
          out.write(bytes);
        });
  }

  /** Writes all that an answer holds. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Answers a GET or HEAD with files as one, whose size nobody knows before; what is written goes
   * out as it comes, as fast as the caller takes it.
   */
  public static void sendArchive(Context context, String name, String etag, Writer writer)
      throws IOException {
    if (Preconditions.isHeld(context, etag)) {
      context.status(304);
      return;
    }
    context.res().setContentType(ContentTypes.of(name));
    asAttachment(context, name);
    if (!context.method().name().equals("HEAD")) {
      writer.writeTo(context.res().getOutputStream());
    }
  }

  /** Keeps a browser from running what somebody has uploaded. */
  private static void asAttachment(Context context, String name) {
    context.header("Content-Disposition", Disposition.attachment(name));
    context.header("Content-Security-Policy", "default-src 'none'; sandbox");
  }

  private static void head(Context context, Described file, Manner manner, ByteRange range) {
    HttpServletResponse response = context.res();
    if (range.isPart()) {
      context.status(206);
      context.header(
          "Content-Range",
          "bytes "
              + range.first()
              + "-"
              + (range.first() + range.length() - 1)
              + "/"
              + file.size());
    }
    validators(context, file);
    response.setContentLengthLong(range.length());
    switch (manner) {
      case SAVED -> {
        response.setContentType(ContentTypes.of(file.name()));
        asAttachment(context, file.name());
      }
      case SHOWN -> asPage(context, file, SHOWN_POLICY);
      case SCRIPTED -> asPage(context, file, SCRIPTED_POLICY);
    }
    String sha256 = file.sha256();
    if (sha256 != null) {
      byte[] digest = HexFormat.of().parseHex(sha256);
      context.header("Repr-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
    }
  }

  private static void asPage(Context context, Described file, String policy) {
    boolean isPdf = file.name().toLowerCase(Locale.ROOT).endsWith(".pdf");
    context.res().setContentType(isPdf ? "application/pdf" : "text/html;charset=utf-8");
    context.header("Content-Security-Policy", policy);
    // Where browsers know it, this holds back what no policy of content does: WebRTC, lookups of
    // names, a page that goes elsewhere.
    context.header("Connection-Allowlist", "()");
    context.header("X-DNS-Prefetch-Control", "off");
  }

  private static void validators(Context context, Described file) {
    context.header("Accept-Ranges", "bytes");
    context.header("ETag", file.etag());
    context.header("Last-Modified", file.lastModified());
  }
}
