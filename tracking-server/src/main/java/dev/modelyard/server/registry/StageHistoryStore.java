package dev.modelyard.server.registry;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The SQL of questions about stages that only the log of changes can answer. Stateless: every
 * method runs one statement on its handle.
 */
final class StageHistoryStore {
  private StageHistoryStore() {}

  /** Who changed something, and when, in milliseconds since the epoch. */
  record Change(String actor, long time) {}

  /** That a version came into Production, by a promotion or by a rollback. */
  record Arrival(int version, boolean byRollback) {}

  private static final String ARRIVALS =
      """
      SELECT version, body::jsonb ->> 'key' IS NOT DISTINCT FROM :rollback AS by_rollback
      FROM event
      WHERE model_id = :modelId AND action = 'STAGE_CHANGED' AND after = 'Production'
      ORDER BY seq
      """;

  /** All that came into Production, in their order. */
  static List<Arrival> arrivals(Handle handle, long modelId) {
    return handle
        .createQuery(ARRIVALS)
        .bind("modelId", modelId)
        .bind("rollback", Promotions.ROLLBACK)
        .map((row, context) -> new Arrival(row.getInt("version"), row.getBoolean("by_rollback")))
        .list();
  }

  private static final String LAST_CHANGE =
      """
      SELECT actor, time FROM event
      WHERE model_id = :modelId AND action IN ('STAGE_CHANGED', 'VERSION_DELETED')
        AND 'Production' IN (before, after)
      ORDER BY seq DESC LIMIT 1
      """;

  /** Who moved a version into or out of Production last, or deleted it there. */
  static Optional<Change> lastChangeOfProduction(Handle handle, long modelId) {
    return handle
        .createQuery(LAST_CHANGE)
        .bind("modelId", modelId)
        .map((row, context) -> new Change(row.getString("actor"), row.getLong("time")))
        .findOne();
  }

  // The model that had the name then: the last that anything happened to under it, or that was
  // given it, unless that was its deletion or took the name away. An event names its model as it
  // was before. The column holds 200 characters of what is after, a name may have more.
  private static final String PRODUCTION_AT =
      """
      WITH named AS (
        SELECT model_id, model = :name AND action IN ('MODEL_DELETED', 'MODEL_RENAMED') AS gone
        FROM event
        WHERE time <= :time
          AND (model = :name
            OR (action = 'MODEL_RENAMED' AND after = left(:name, 200)
              AND body::jsonb ->> 'after' = :name))
        ORDER BY seq DESC LIMIT 1
      ), last AS (
        SELECT DISTINCT ON (e.version) e.version, e.action, e.after
        FROM event e JOIN named n ON n.model_id = e.model_id AND NOT n.gone
        WHERE e.time <= :time AND e.action IN ('STAGE_CHANGED', 'VERSION_DELETED')
        ORDER BY e.version, e.seq DESC
      )
      SELECT version FROM last WHERE action = 'STAGE_CHANGED' AND after = 'Production'
      ORDER BY version
      """;

  /** The versions that were in Production at a time, of the model that had that name then. */
  static List<Integer> productionAt(Handle handle, String name, long time) {
    return handle
        .createQuery(PRODUCTION_AT)
        .bind("name", name)
        .bind("time", time)
        .mapTo(Integer.class)
        .list();
  }
}
