package dev.modelyard.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What a handler answers: writes exactly one JSON value. May read from the database as it goes. */
@FunctionalInterface
public interface Answer {
  /** The answer of calls that only do something: an empty object. */
  Answer EMPTY =
      out -> {
        out.writeStartObject();
        out.writeEndObject();
      };

  void writeTo(JsonGenerator out) throws IOException;
}
