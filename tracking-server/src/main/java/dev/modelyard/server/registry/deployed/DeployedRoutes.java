package dev.modelyard.server.registry.deployed;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.page.PageRoutes;
import dev.modelyard.server.registry.RegisteredModel;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.TextFields;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The call that tells all that is in use. */
public final class DeployedRoutes {
  /** As many are told; nobody reads more on one page. */
  private static final int MOST = 2_000;

  private final Database database;

  public DeployedRoutes(Database database) {
    this.database = database;
  }

  /** {@code pages}: the page of all that is in use comes with it in its document. */
  public void register(Api api, PageRoutes pages) {
    pages.first("deployed", "deployed", TextFields.of(), request -> deployed());
    api.under(Prefix.OWN).get("deployed", Permission.READ, TextFields.of(), request -> deployed());
  }

  private Answer deployed() {
    List<Deployed> found =
        database.statement(
            handle -> DeployedStore.deployed(handle, RegisteredModel.PROMPT_TAG, MOST + 1));
    return out -> {
      out.writeStartObject();
      out.writeArrayFieldStart("deployed");
      for (Deployed each : found.subList(0, Math.min(MOST, found.size()))) {
        write(out, each);
      }
      out.writeEndArray();
      out.writeBooleanField("truncated", found.size() > MOST);
      out.writeEndObject();
    };
  }

  private static void write(JsonGenerator out, Deployed each) throws IOException {
    out.writeStartObject();
    out.writeStringField("model", each.model());
    out.writeStringField("mode", each.guarded() ? "guarded" : "open");
    out.writeStringField("version", Integer.toString(each.version()));
    out.writeStringField("run_id", each.runId());
    write(out, "alias", each.alias());
    write(out, "since", each.since());
    write(out, "actor", each.actor());
    write(out, "way", each.way());
    write(out, "reason", each.reason());
    write(out, "fetched", each.fetched());
    write(out, "fetched_with", each.fetchedWith());
    write(out, "fetched_by", each.fetchedBy());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, String field, @Nullable Long value)
      throws IOException {
    if (value != null) {
      out.writeNumberField(field, value);
    }
  }

  private static void write(JsonGenerator out, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(field, value);
    }
  }
}
