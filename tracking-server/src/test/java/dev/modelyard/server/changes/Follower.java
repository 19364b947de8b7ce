package dev.modelyard.server.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** One who follows the changes at a server, as a browser's EventSource does. */
final class Follower implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands in the queue for the end of the stream. */
  private static final Event END = new Event("", JSON.missingNode());

  private record Event(String id, JsonNode data) {}

  private final Socket socket;
  private final List<String> head = new ArrayList<>();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> signs = new LinkedBlockingQueue<>();
  private volatile String lastId = "";

  private Follower(int port, String query, String lastEventId) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket
          .getOutputStream()
          .write(request(port, query, lastEventId).getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.add(line);
      }
      Thread reader = new Thread(() -> read(in), "follower");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** In HTTP/1.0, so that no sizes of chunks stand between the lines. */
  static String request(int port, String query, String lastEventId) {
    return "GET /api/modelyard/1.0/changes?"
        + query
        + " HTTP/1.0\r\nHost: 127.0.0.1:"
        + port
        + "\r\nAccept: text/event-stream\r\n"
        + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
        + "\r\n";
  }

  /** Follows, and has read the first event, which says how far things have come. */
  static Follower of(int port, String query) {
    Follower follower = new Follower(port, query, "");
    follower.next(event -> true);
    return follower;
  }

  /** Goes on where another one ended. */
  static Follower after(int port, String query, String lastEventId) {
    return new Follower(port, query, lastEventId);
  }

  List<String> head() {
    return head;
  }

  /** The id of the last event that was taken by {@link #next}. */
  String lastId() {
    return lastId;
  }

  /** The next event that is as wanted. */
  JsonNode next(Predicate<JsonNode> wanted) {
    List<JsonNode> others = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      Event event = taken(events, end - System.nanoTime());
      if (event == null || event.equals(END)) {
        throw new AssertionError("no such event, but " + others);
      }
      lastId = event.id();
      if (wanted.test(event.data())) {
        return event.data();
      }
      others.add(event.data());
    }
  }

  /** The next event that names {@code id} in a list. */
  JsonNode next(String list, String id) {
    return next(event -> names(event, list, id));
  }

  static boolean names(JsonNode event, String list, String id) {
    return StreamSupport.stream(event.path(list).spliterator(), false)
        .anyMatch(name -> name.asText().equals(id));
  }

  /** Waits for a comment line, and gives the id that came with it. */
  String awaitSign() {
    String sign = taken(signs, TimeUnit.SECONDS.toNanos(25));
    assertThat(sign).isNotNull();
    return sign;
  }

  /** Waits for the end of the stream. */
  void awaitEnd() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Event event = taken(events, end - System.nanoTime());
    while (event != null && !event.equals(END)) {
      event = taken(events, end - System.nanoTime());
    }
    assertThat(event).isEqualTo(END);
  }

  private static <T> T taken(BlockingQueue<T> queue, long nanos) {
    try {
      return queue.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void read(BufferedReader in) {
    String id = "";
    boolean sign = false;
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
          if (sign) {
            signs.add(id);
            sign = false;
          }
        } else if (line.startsWith("data: ")) {
          events.add(new Event(id, JSON.readTree(line.substring(6))));
        } else {
          sign |= line.equals(":");
        }
      }
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    } catch (IOException closed) {
      // the end
    }
    events.add(END);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
