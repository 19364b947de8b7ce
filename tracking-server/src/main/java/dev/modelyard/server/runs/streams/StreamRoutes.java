package dev.modelyard.server.runs.streams;

import dev.modelyard.server.auth.Permission;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.http.Api;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.http.Prefix;
import dev.modelyard.server.runs.RunIds;
import dev.modelyard.server.runs.Runs;
import dev.modelyard.server.wire.Answer;
import dev.modelyard.server.wire.TextFields;

/** The calls of streams. */
public final class StreamRoutes {
  private final Streams streams;

  public StreamRoutes(Database database, Runs runs) {
    streams = new Streams(database, runs);
  }

  public void register(Api api) {
    Calls calls = api.under(Prefix.OWN);
    calls.frequent().post("runs/{run_id}/log", Permission.LOG, StreamLog::read, this::log);
    calls.get(
        "runs/{run_id}/streams/{stream}",
        Permission.READ,
        TextFields.of(RunIds.FIELD, StreamName.FIELD),
        this::highWater);
  }

  private Answer log(StreamLog request) {
    return answer(streams.log(request));
  }

  private Answer highWater(TextFields request) {
    return answer(streams.highWater(StreamName.of(request)));
  }

  private static Answer answer(long highWater) {
    return out -> {
      out.writeStartObject();
      out.writeNumberField("high_water", highWater);
      out.writeEndObject();
    };
  }
}
