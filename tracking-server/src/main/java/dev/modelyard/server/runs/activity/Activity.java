package dev.modelyard.server.runs.activity;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in an experiment; deleted runs do not count.
 *
 * @param runs how many there are
 * @param running how many of them go on
 * @param lastStart when the newest one began, milliseconds since 1970; null without any
 * @param days how many began in each of the last days of 24 hours, the last of which ends now
 */
record Activity(
    long experimentId,
    String name,
    long runs,
    long running,
    @Nullable Long lastStart,
    List<Long> days) {

  Activity {
    days = List.copyOf(days);
  }

  void writeTo(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("experiment_id", Long.toString(experimentId));
    out.writeStringField("name", name);
    out.writeNumberField("runs", runs);
    out.writeNumberField("running", running);
    if (lastStart != null) {
      out.writeNumberField("last_start", lastStart);
    }
    out.writeArrayFieldStart("days");
    for (Long day : days) {
      out.writeNumber(day);
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
