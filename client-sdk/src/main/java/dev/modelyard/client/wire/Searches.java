package dev.modelyard.client.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Searches in MLflow's grammar, a page at a time: "" asks for the first. Thread-safe. */
public final class Searches {
  private static final int PAGE = 500;

  private final Calls calls;

  Searches(Calls calls) {
    this.calls = calls;
  }

  /** Active experiments. */
  public Json experiments(String filter, List<String> orderBy, String token) throws IOException {
    return send(
        "experiments/search",
        out -> {
          writeQuery(out, filter, orderBy, token);
          out.writeNumberField("max_results", PAGE);
        });
  }

  /** Active runs of an experiment. */
  public Json runs(String experimentId, String filter, List<String> orderBy, String token)
      throws IOException {
    return runs(experimentId, filter, orderBy, token, "ACTIVE_ONLY", PAGE);
  }

  /** A run of an experiment that a filter finds, deleted or not; or nothing. */
  Json anyRun(String experimentId, String filter) throws IOException {
    return runs(experimentId, filter, List.of(), "", "ALL", 1);
  }

  private Json runs(
      String experimentId, String filter, List<String> orderBy, String token, String view, int most)
      throws IOException {
    return send(
        "runs/search",
        out -> {
          writeTexts(out, "experiment_ids", List.of(experimentId));
          writeQuery(out, filter, orderBy, token);
          out.writeStringField("run_view_type", view);
          out.writeNumberField("max_results", most);
        });
  }

  /** Logged models of an experiment; without an order the newest come first. */
  public Json models(String experimentId, String filter, List<String> orderBy, String token)
      throws IOException {
    return send(
        "logged-models/search",
        out -> {
          writeTexts(out, "experiment_ids", List.of(experimentId));
          out.writeStringField("filter", filter);
          out.writeArrayFieldStart("order_by");
          for (String key : orderBy) {
            writeModelOrder(out, key.strip());
          }
          out.writeEndArray();
          out.writeStringField("page_token", token);
        });
  }

  /** Of models alone the wire wants an order's parts, not its text. */
  private static void writeModelOrder(JsonGenerator out, String key) throws IOException {
    String lower = key.toLowerCase(Locale.ROOT);
    boolean down = lower.endsWith(" desc");
    int end = key.length() - (down ? 5 : lower.endsWith(" asc") ? 4 : 0);
    out.writeStartObject();
    out.writeStringField("field_name", key.substring(0, end).strip());
    out.writeBooleanField("ascending", !down);
    out.writeEndObject();
  }

  private Json send(String call, Json.Writer fields) throws IOException {
    byte[] body =
        Json.write(
            out -> {
              out.writeStartObject();
              fields.writeTo(out);
              out.writeEndObject();
            });
    return calls.send("POST", Calls.MLFLOW + call, body);
  }

  private static void writeQuery(
      JsonGenerator out, String filter, List<String> orderBy, String token) throws IOException {
    out.writeStringField("filter", filter);
    writeTexts(out, "order_by", orderBy);
    out.writeStringField("page_token", token);
  }

  private static void writeTexts(JsonGenerator out, String field, List<String> texts)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }
}
