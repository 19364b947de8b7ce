package dev.modelyard.server.registry.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.http.Route;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.TextFields;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;

/** The calls that read the log of changes. */
public final class EventRoutes {
  private static final JsonFactory JSON =
      new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  /** Events in memory at a time while all are exported. */
  private static final int LOT = 1_000;

  private final Database database;

  public EventRoutes(Database database) {
    this.database = database;
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.OWN);
    calls.get("events", Permission.READ, EventQuery::read, this::page);
    calls.get("events/head", Permission.READ, TextFields.of(), request -> head());
    calls.page("events/export", Permission.READ, Route.Kind.ORDINARY, this::export);
  }

  private Answer page(EventQuery query) {
    EventStore.Page page = database.statement(handle -> EventStore.page(handle, query));
    List<EventLog.Stored> events = page.events();
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("events");
      for (EventLog.Stored event : events) {
        write(out, event);
      }
      out.writeEndArray();
      if (page.hasMore()) {
        out.writeNumberField(
            query.newestFirst() ? "next_before" : "next_after",
            events.get(events.size() - 1).seq());
      }
      out.writeEndObject();
    };
  }

  /** Number and hash, then what the text of the event says. */
  private static void write(JsonGenerator out, EventLog.Stored event) throws IOException {
    out.writeStartObject();
    out.writeNumberField("seq", event.seq());
    out.writeStringField("hash", event.hash());
    try (JsonParser body = JSON.createParser(event.body())) {
      body.nextToken();
      while (body.nextToken() == JsonToken.FIELD_NAME) {
        out.copyCurrentStructure(body);
      }
    }
    out.writeEndObject();
  }

  private Answer head() {
    EventStore.Head head = database.statement(EventStore::head);
    return out -> {
      out.writeStartObject();
      out.writeNumberField("seq", head.seq());
      out.writeNumberField("time", head.time());
      out.writeStringField("hash", head.hash());
      out.writeEndObject();
    };
  }

  /** All events as lines of JSON, each with its text as its hash covers it. */
  private void export(Context context) throws IOException {
    context.res().setContentType("application/x-ndjson");
    try (JsonGenerator out = JSON.createGenerator(context.res().getOutputStream())) {
      out.setRootValueSeparator(null);
      long after = 0;
      for (List<EventLog.Stored> lot = lot(after); !lot.isEmpty(); lot = lot(after)) {
        for (EventLog.Stored event : lot) {
          out.writeStartObject();
          out.writeNumberField("seq", event.seq());
          out.writeStringField("prev_hash", event.previous());
          out.writeStringField("hash", event.hash());
          out.writeStringField("body", event.body());
          out.writeEndObject();
          out.writeRaw('\n');
          after = event.seq();
        }
      }
    }
  }

  private List<EventLog.Stored> lot(long after) {
    return database.statement(handle -> EventStore.behind(handle, after, LOT));
  }
}
