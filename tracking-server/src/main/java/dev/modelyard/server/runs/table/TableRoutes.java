package dev.modelyard.server.runs.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.runs.Run;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Tag;
import dev.modelyard.server.wire.Answer;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** The calls that the page shows runs by. */
public final class TableRoutes {
  private final Tables tables;
  private final Groups groups;
  private final KeyRanges keys;
  private final UsualColumns usual;

  /**
   * @param mainMetrics regular expressions for the metric that runs are judged by, the surest first
   */
  public TableRoutes(Database database, List<String> mainMetrics) {
    this.tables = new Tables(database);
    this.groups = new Groups(database);
    this.keys = new KeyRanges(database);
    this.usual = new UsualColumns(mainMetrics);
  }

  /**
   * {@code pages}: the page of an experiment's runs comes with their keys in its document, and with
   * the first of them, unless others are wished for.
   */
  public void register(Api api, PageRoutes pages) {
    Calls calls = api.under(Prefix.OWN).compressed();
    calls.post(
        "runs/table",
        Permission.READ,
        TableRequest::read,
        request -> answer(tables.table(request)));
    calls.post("runs/groups", Permission.READ, GroupRequest::read, this::groups);
    calls.get("runs/keys", Permission.READ, KeyRequest::read, request -> answer(keys.of(request)));
    pages.first("runs", "runs", FirstRuns::read, this::first);
  }

  private Answer first(FirstRuns request) {
    KeyRanges.Keys found = keys.of(request.keys());
    Answer table =
        request.isUsual()
            ? answer(tables.table(request.table(usual.of(found), hasNested(found))))
            : JsonGenerator::writeNull;
    return out -> {
      out.writeStartObject();
      out.writeFieldName("keys");
      answer(found).writeTo(out);
      out.writeFieldName("table");
      table.writeTo(out);
      out.writeEndObject();
    };
  }

  private static boolean hasNested(KeyRanges.Keys keys) {
    return keys.tags().stream().anyMatch(tag -> tag.key().equals(Tag.PARENT));
  }

  private static Answer answer(Tables.Table table) {
    return out -> {
      out.writeStartObject();
      writeRuns(out, table.runs());
      if (table.children() != null) {
        out.writeArrayFieldStart("children");
        for (long nested : table.children()) {
          out.writeNumber(nested);
        }
        out.writeEndArray();
      }
      out.writeFieldName("columns");
      table.cells().writeTo(out);
      if (table.nextPageToken() != null) {
        out.writeStringField("next_page_token", table.nextPageToken());
      }
      if (table.total() != null) {
        out.writeNumberField("total", table.total());
      }
      out.writeEndObject();
    };
  }

  /** A list a field, all of one length. */
  private static void writeRuns(JsonGenerator out, List<Run> runs) throws IOException {
    write(out, runs, "run_id", run -> out.writeString(RunIds.wire(run.runId())));
    write(out, runs, "number", run -> out.writeNumber(run.number()));
    write(out, runs, "experiment_id", run -> out.writeString(Long.toString(run.experimentId())));
    write(out, runs, "name", run -> out.writeString(run.name()));
    write(out, runs, "user", run -> out.writeString(run.userId()));
    write(out, runs, "status", run -> out.writeString(run.status().name()));
    write(out, runs, "start_time", run -> out.writeNumber(run.startTime()));
    write(
        out,
        runs,
        "end_time",
        run -> {
          if (run.endTime() == null) {
            out.writeNull();
          } else {
            out.writeNumber(run.endTime());
          }
        });
    write(out, runs, "lifecycle_stage", run -> out.writeString(run.lifecycle().wire()));
  }

  private interface Writer {
    void write(Run run) throws IOException;
  }

  private static void write(JsonGenerator out, List<Run> runs, String field, Writer each)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (Run run : runs) {
      each.write(run);
    }
    out.writeEndArray();
  }

  private Answer groups(GroupRequest request) {
    Groups.Found found = groups.of(request);
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("groups");
      for (Group group : found.groups()) {
        group.writeTo(out, request.columns());
      }
      out.writeEndArray();
      out.writeBooleanField("truncated", found.truncated());
      out.writeEndObject();
    };
  }

  private Answer answer(KeyRanges.Keys found) {
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("metrics");
      for (MetricRange metric : found.metrics()) {
        metric.writeTo(out);
      }
      out.writeEndArray();
      writeTexts(out, "params", found.params());
      writeTexts(out, "tags", found.tags());
      out.writeBooleanField("truncated", found.truncated());
      out.writeArrayFieldStart("columns");
      for (Column column : usual.of(found)) {
        out.writeString(column.wire());
      }
      out.writeEndArray();
      out.writeEndObject();
    };
  }

  private static void writeTexts(JsonGenerator out, String field, Collection<TextRange> ranges)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (TextRange range : ranges) {
      range.writeTo(out);
    }
    out.writeEndArray();
  }
}
