package dev.modelyard.server.changes;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.experiments.ExperimentIds;
import dev.modelyard.server.http.Calls;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.Uuids;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody wants to hear of, and from where on; without a cursor from now on. */
record ChangesRequest(Watch watch, @Nullable Cursor after) {
  private static final int MOST = 200;
  private static final String EVERYTHING = "*";

  static ChangesRequest read(FieldReader in) {
    String after = null;
    String lastEvent = null;
    List<String> experiments = List.of();
    List<String> runs = List.of();
    List<String> files = List.of();
    Boolean models = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "after" -> after = in.string();
        case Calls.LAST_EVENT_ID -> lastEvent = in.string();
        case "experiments" -> experiments = listed(field, in.strings());
        case "runs" -> runs = listed(field, in.strings());
        case "files" -> files = listed(field, in.strings());
        case "models" -> models = in.bool();
        default -> in.skip();
      }
    }
    // Whoever comes back still has the address with which it began.
    String cursor = lastEvent == null ? after : lastEvent;
    boolean everything = experiments.contains(EVERYTHING);
    return new ChangesRequest(
        new Watch(
            everything,
            experiments.stream()
                .filter(id -> !id.equals(EVERYTHING))
                .flatMap(ExperimentIds::forSearch)
                .collect(Collectors.toSet()),
            ids(runs),
            ids(files),
            models != null && models),
        cursor == null || cursor.isEmpty() ? null : Cursor.parse(cursor));
  }

  /** Those that can be ids of runs. */
  private static Set<UUID> ids(List<String> texts) {
    return texts.stream().flatMap(text -> Uuids.parse(text).stream()).collect(Collectors.toSet());
  }

  private static List<String> listed(String field, List<String> given) {
    List<String> items =
        given.stream()
            .flatMap(list -> Stream.of(list.split(",", -1)))
            .filter(item -> !item.isEmpty())
            .toList();
    if (items.size() > MOST) {
      throw ApiException.invalid(
          "The field '" + field + "' may name at most " + MOST + ", it names " + items.size());
    }
    return items;
  }
}
