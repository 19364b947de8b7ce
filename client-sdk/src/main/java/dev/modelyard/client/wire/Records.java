package dev.modelyard.client.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.client.spool.SpoolRecord;
import java.io.IOException;
import java.util.Locale;

/** How the wire spells records. */
final class Records {
  private Records() {}

  static String name(SpoolRecord.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static void write(JsonGenerator out, SpoolRecord record) throws IOException {
    out.writeStartObject();
    out.writeFieldName("key");
    out.writeUTF8String(record.key(), 0, record.key().length);
    out.writeFieldName("value");
    if (record.kind() == SpoolRecord.Kind.METRIC) {
      writeValue(out, record.value());
      out.writeNumberField("timestamp", record.time());
      out.writeNumberField("step", record.step());
    } else {
      out.writeUTF8String(record.text(), 0, record.text().length);
    }
    out.writeEndObject();
  }

  /** NaN and infinities are no JSON; the wire takes their names. */
  private static void writeValue(JsonGenerator out, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeString(Double.toString(value));
    }
  }
}
