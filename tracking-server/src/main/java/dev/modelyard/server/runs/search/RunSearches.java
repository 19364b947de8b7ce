package dev.modelyard.server.runs.search;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.runs.Run;
import dev.modelyard.server.runs.RunRow;
import dev.modelyard.server.runs.inputs.Inputs;
import dev.modelyard.server.runs.inputs.RunLinks;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.PageToken;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Searches runs. A condition that few runs can meet drives: those are looked at and sorted.
 * Otherwise the index of the order wanted is walked, and each run is checked as it comes, until the
 * page is full. So what a page costs does not grow with the runs that it does not hold, however
 * deep it lies. Thread-safe.
 */
public final class RunSearches {
  /** As many candidates as may drive; about what a walk of a page costs. */
  private static final int FEW = 2_000;

  private final Database database;
  private final Inputs inputs;

  RunSearches(Database database, Inputs inputs) {
    this.database = database;
    this.inputs = inputs;
  }

  /**
   * One page.
   *
   * @param documents the data of runs that are written down, as JSON
   * @param data the data of the others
   * @param links what the runs read and wrote
   * @param nextPageToken null at the end
   */
  record Page(
      List<RunSearchStore.Hit> hits,
      Map<UUID, String> documents,
      RunRow.Data data,
      RunLinks links,
      @Nullable String nextPageToken) {}

  /** Runs a fixed number of statements, whatever the size of the page. */
  Page search(RunSearch search) {
    if (search.experimentIds().isEmpty()) {
      return new Page(List.of(), Map.of(), new RunRow.Data(), RunLinks.NONE, null);
    }
    return database.statement(handle -> page(handle, search));
  }

  /**
   * The runs of a page alone.
   *
   * @param nextPageToken null at the end
   */
  public record Found(List<Run> runs, @Nullable String nextPageToken) {}

  /** Finds the runs of a page. */
  public static Found find(Handle handle, RunSearch search) {
    if (search.experimentIds().isEmpty()) {
      return new Found(List.of(), null);
    }
    Hits hits = hits(handle, search);
    return new Found(
        hits.hits().stream().map(RunSearchStore.Hit::run).toList(), hits.nextPageToken());
  }

  /** How many runs a search finds in all, behind its page token or before it; exact. */
  public static long count(Handle handle, RunSearch search) {
    if (search.experimentIds().isEmpty()) {
      return 0;
    }
    RunSearch all = search.fromTheBeginning();
    return RunSearchStore.count(handle, all, source(handle, all));
  }

  /** SQL that a statement may hold, and the values for its places. */
  public record Part(String sql, Bindings bindings) {}

  /** What selects run_id, status and user_id of all runs that a search finds, in no order. */
  public static Part all(Handle handle, RunSearch search) {
    RunSearch all = search.fromTheBeginning();
    RunPageSql.Statement statement = RunPageSql.all(all, source(handle, all));
    return new Part(statement.sql(), statement.bindings());
  }

  private static RunSource.Maker source(Handle handle, RunSearch all) {
    return driver(handle, all).map(RunSource::candidates).orElseGet(() -> walk(all));
  }

  private static RunSource.Maker walk(RunSearch search) {
    return search.filter().conditions().stream().anyMatch(RunConditions::isPartOfId)
        ? RunSource.allById()
        : RunSource.all();
  }

  private record Hits(List<RunSearchStore.Hit> hits, @Nullable String nextPageToken) {}

  private static Hits hits(Handle handle, RunSearch search) {
    int wanted = search.maxResults() + 1;
    List<RunSearchStore.Hit> hits = new ArrayList<>();
    for (List<RunSource.Maker> segment : segments(handle, search)) {
      if (hits.size() < wanted) {
        hits.addAll(RunSearchStore.hits(handle, search, segment, wanted - hits.size()));
      }
    }
    String token = null;
    if (hits.size() == wanted) {
      hits.remove(wanted - 1);
      token = new PageToken(hits.get(wanted - 2).place()).encode(search.fingerprint());
    }
    return new Hits(hits, token);
  }

  private Page page(Handle handle, RunSearch search) {
    Hits found = hits(handle, search);
    List<RunSearchStore.Hit> hits = found.hits();
    List<UUID> runIds = hits.stream().map(hit -> hit.run().runId()).toList();
    Map<UUID, String> documents = RunSearchStore.documents(handle, runIds);
    List<UUID> others = runIds.stream().filter(id -> !documents.containsKey(id)).toList();
    RunRow.Data data = others.isEmpty() ? new RunRow.Data() : RunRow.data(handle, others);
    return new Page(hits, documents, data, inputs.of(handle, runIds), found.nextPageToken());
  }

  /**
   * The parts of the answer, one behind the other; the sources of a part are merged. In the order
   * of a metric, param or tag those are: runs with a value, runs with NaN, runs without the key.
   */
  private static List<List<RunSource.Maker>> segments(Handle handle, RunSearch search) {
    Optional<Condition> driver = driver(handle, search);
    if (driver.isPresent()) {
      return List.of(List.of(RunSource.candidates(driver.get())));
    }
    SortKey key = search.order().first();
    if (key.field().entity() == Entity.ATTRIBUTE) {
      return List.of(List.of(walk(search)));
    }
    PageToken after = search.after();
    int from = after == null ? SortKey.PRESENT : SortKey.rank(after, 0);
    boolean metric = key.field().entity() == Entity.METRIC;
    List<List<RunSource.Maker>> segments = new ArrayList<>();
    if (from <= SortKey.PRESENT) {
      segments.add(
          switch (key.field().entity()) {
            case METRIC -> metric(key, SortKey.PRESENT);
            case NUMBER -> List.of(RunSource.withNumber(key));
            case ATTRIBUTE, PARAM, TAG, DATASET, FILE -> List.of(RunSource.withText(key));
          });
    }
    if (from <= SortKey.NAN && metric && mayBeNan(search, key)) {
      segments.add(metric(key, SortKey.NAN));
    }
    if (mayBeAbsent(search, key)) {
      segments.add(List.of(RunSource.lacking(key)));
    }
    return segments;
  }

  /** The condition that the fewest runs can meet, if those are few. */
  private static Optional<Condition> driver(Handle handle, RunSearch search) {
    List<Condition> conditions = search.filter().conditions();
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> counts = RunSearchStore.countCandidates(handle, search, FEW + 1);
    int least = counts.indexOf(Collections.min(counts));
    return counts.get(least) <= FEW ? Optional.of(conditions.get(least)) : Optional.empty();
  }

  private static List<RunSource.Maker> metric(SortKey key, int rank) {
    return List.of(RunSource.withSettledMetric(key, rank), RunSource.withLiveMetric(key, rank));
  }

  /** NaN passes no comparison but {@code !=}. */
  private static boolean mayBeNan(RunSearch search, SortKey key) {
    return search.filter().conditions().stream()
        .filter(condition -> condition.field().equals(key.field()))
        .allMatch(
            condition ->
                condition instanceof Condition.FloatComparison comparison
                    && comparison.operator() == Condition.NumberOperator.NOT_EQUAL);
  }

  /** Every condition on a key but IS NULL asks for its presence. */
  private static boolean mayBeAbsent(RunSearch search, SortKey key) {
    return search.filter().conditions().stream()
        .filter(condition -> condition.field().equals(key.field()))
        .allMatch(
            condition -> condition instanceof Condition.Presence presence && !presence.present());
  }
}
