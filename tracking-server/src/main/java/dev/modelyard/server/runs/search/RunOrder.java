package dev.modelyard.server.runs.search;

import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.OrderKey;
import dev.modelyard.server.search.PageToken;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The order of a search of runs, with MLflow's defaults and tie-breakers: by start time, latest
 * first, then by run id. Runs without a key come last in either direction; of a metric, first the
 * numbers, then NaN, then runs without it.
 */
public record RunOrder(List<SortKey> keys) {
  private static final SortKey LATEST_FIRST =
      new SortKey(new Field(Entity.ATTRIBUTE, "start_time"), false);
  private static final SortKey BY_ID = new SortKey(new Field(Entity.ATTRIBUTE, "run_id"), true);

  public RunOrder {
    keys = List.copyOf(keys);
  }

  static RunOrder of(OrderBy given) {
    List<SortKey> keys = new ArrayList<>();
    for (OrderKey key : given.keys()) {
      keys.add(new SortKey(key.field(), key.ascending()));
    }
    for (SortKey last : List.of(LATEST_FIRST, BY_ID)) {
      if (keys.stream().noneMatch(key -> key.field().equals(last.field()))) {
        keys.add(last);
      }
    }
    return new RunOrder(keys);
  }

  SortKey first() {
    return keys.get(0);
  }

  /** The types of a token's values: of each key its rank and its value. */
  List<PageToken.Slot> slots() {
    List<PageToken.Slot> slots = new ArrayList<>();
    for (SortKey key : keys) {
      slots.add(PageToken.Slot.LONG);
      slots.add(key.slot());
    }
    return slots;
  }

  /** What stands behind ORDER BY, over the columns rank1, value1, rank2, … */
  String sql() {
    StringJoiner sql = new StringJoiner(", ");
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).mayBeAbsent()) {
        sql.add("rank" + i);
      }
      sql.add("value" + i + (keys.get(i).ascending() ? " ASC" : " DESC"));
    }
    return sql.toString();
  }

  /**
   * The condition of the runs behind {@code token} by the keys from the {@code from}-th on; {@code
   * columns} are the expressions of all keys.
   */
  String behind(PageToken token, int from, List<SortColumn> columns, Bindings bindings) {
    StringJoiner either = new StringJoiner(" OR ", "(", ")");
    StringBuilder equalSoFar = new StringBuilder();
    for (int i = from; i < keys.size(); i++) {
      SortKey.Place place = keys.get(i).place(token, i, bindings);
      either.add("(" + equalSoFar + place.further(columns.get(i)) + ")");
      equalSoFar.append(place.equal(columns.get(i))).append(" AND ");
    }
    return either.toString();
  }
}
