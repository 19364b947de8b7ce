package dev.modelyard.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Bytes over a socket, for requests that no proper client would send. */
public final class RawHttp {
  private RawHttp() {}

  /** An answer: its status, its header lines as they came, its body. */
  public record Reply(int status, List<String> headers, String body) {
    /** The value of a header, or "". */
    public String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }

    /** The body as JSON; a body that is none reads as missing. */
    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException noJson) {
        return new ObjectMapper().missingNode();
      }
    }
  }

  /** Sends lines, each ended as HTTP ends them, and reads until the server closes. */
  public static Reply send(int port, String... lines) {
    return sendText(port, String.join("\r\n", lines) + "\r\n\r\n");
  }

  /** Sends a text as it is, one byte a character, and reads until the server closes. */
  public static Reply sendText(int port, String text) {
    return exchange(port, text, false);
  }

  /** As {@link #sendText}, then ends its own side of the connection. */
  public static Reply sendTextAndEnd(int port, String text) {
    return exchange(port, text, true);
  }

  private static Reply exchange(int port, String text, boolean end) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
      if (end) {
        socket.shutdownOutput();
      }
      return parse(readAll(socket));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The server may answer and close before all is sent. */
  private static boolean write(Socket socket, byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException closedEarly) {
      // the answer tells
      return false;
    }
  }

  private static String readAll(Socket socket) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (SocketException reset) {
      // what came before counts
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** A connection on which one request follows another. */
  public static final class Kept implements AutoCloseable {
    private final Socket socket;

    public Kept(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(15_000);
    }

    /**
     * Sends a text as it is, one byte a character; what the server no longer takes is lost, and
     * tells false once that is known.
     */
    public boolean send(String text) {
      return write(socket, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next answer, other than to HEAD; its status is 0 when the server has closed instead. */
    public Reply receive() throws IOException {
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0 && read(answer, 1)) {}
      Reply head = parse(answer.toString());
      String length = head.header("Content-Length");
      if (!length.isEmpty()) {
        read(answer, Integer.parseInt(length));
      } else if (head.header("Transfer-Encoding").equals("chunked")) {
        while (answer.indexOf("\r\n0\r\n\r\n") < 0 && read(answer, 1)) {}
      } else if (head.header("Connection").equals("close")) {
        read(answer, Integer.MAX_VALUE);
      }
      return parse(answer.toString());
    }

    /** Whether the server sends nothing more and closes. */
    public boolean isEnded() throws IOException {
      return !read(new StringBuilder(), 1);
    }

    private boolean read(StringBuilder answer, int bytes) throws IOException {
      try {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        answer.append(new String(read, StandardCharsets.ISO_8859_1));
        return read.length == bytes;
      } catch (SocketException reset) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static Reply parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply(0, List.of(), answer);
    }
    List<String> head = List.of(answer.substring(0, end).split("\r\n", -1));
    int status = Integer.parseInt(head.get(0).substring(9, 12));
    return new Reply(status, head.subList(1, head.size()), answer.substring(end + 4));
  }
}
