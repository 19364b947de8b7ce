package dev.modelyard.server.registry.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Adds to the log of every change of the registry. */
public final class EventLog {
  private static final JsonFactory JSON = new JsonFactory();

  private EventLog() {}

  /** An event as it is stored; hashes in lower-case hex. */
  record Stored(long seq, String body, String previous, String hash) {}

  /**
   * Adds events, in their order. Must be the last act of a transaction: until it ends, nobody else
   * can add any. So numbers are without gaps and in the order of the commits, and times never go
   * back, whatever the clocks of several servers say.
   *
   * @return the number of the last event
   */
  public static long append(Handle handle, Author author, List<Event> events, long now) {
    EventStore.Head head = EventStore.lockHead(handle);
    long time = Math.max(now, head.time());
    List<Stored> stored = new ArrayList<>();
    long seq = head.seq();
    String previous = head.hash();
    for (Event event : events) {
      seq++;
      String body = body(event, author, time);
      String hash = EventChain.hash(previous, seq, body);
      stored.add(new Stored(seq, body, previous, hash));
      previous = hash;
    }
    EventStore.append(handle, stored, new EventStore.Head(seq, time, previous));
    return seq;
  }

  private static String body(Event event, Author author, long time) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("time", time);
      out.writeStringField("actor", author.principal().user());
      out.writeStringField("way", author.principal().way().name().toLowerCase(Locale.ROOT));
      out.writeStringField("action", event.action().name());
      out.writeStringField("model", event.model());
      out.writeNumberField("model_id", event.modelId());
      Integer version = event.version();
      if (version != null) {
        out.writeNumberField("version", version);
      }
      write(out, "key", event.key());
      write(out, "before", event.before());
      write(out, "after", event.after());
      write(out, "reason", author.reason());
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(field, value);
    }
  }
}
