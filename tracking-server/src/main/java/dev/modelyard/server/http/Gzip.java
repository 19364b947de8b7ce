package dev.modelyard.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses an answer on its way. Whoever has written all calls {@link #finish}. */
final class Gzip extends GZIPOutputStream {
  private static final int BUFFER = 8 << 10;
  private static final String ENCODING = "Content-Encoding";

  private Gzip(OutputStream out) throws IOException {
    super(out, BUFFER);
  }

  /** Whether the caller takes compressed answers. */
  static boolean isTaken(Context context) {
    return Encodings.takes(context, "gzip");
  }

  /** The compressed body of the caller's answer. */
  static Gzip body(Context context) throws IOException {
    context.header(ENCODING, "gzip");
    return new Gzip(context.res().getOutputStream());
  }

  /** Says that the answer is not compressed after all: an error takes its place. */
  static void undo(Context context) {
    context.res().setHeader(ENCODING, null);
  }

  /** Lets go of what it needs; unlike others of its kind it leaves the answer open. */
  @Override
  public void close() {
    def.end();
  }
}
