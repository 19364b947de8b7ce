package dev.modelyard.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

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

  /** The HTTP status. On MLflow's routes always 200: its clients take nothing else. */
  default int status() {
    return 200;
  }

  /** A strong validator of the answer, with its quotes; null where callers are not told of one. */
  default @Nullable String etag() {
    return null;
  }

  /** The same answer, which callers need not be sent again while they hold it. */
  static Answer tagged(String etag, Answer answer) {
    return new Answer() {
      @Override
      public void writeTo(JsonGenerator out) throws IOException {
        answer.writeTo(out);
      }

      @Override
      public String etag() {
        return etag;
      }
    };
  }

  /** The same answer, to a call of our own that has made something: 201. */
  static Answer created(Answer answer) {
    return new Answer() {
      @Override
      public void writeTo(JsonGenerator out) throws IOException {
        answer.writeTo(out);
      }

      @Override
      public int status() {
        return 201;
      }
    };
  }
}
