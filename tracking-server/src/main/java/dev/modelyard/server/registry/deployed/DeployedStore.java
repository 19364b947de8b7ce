package dev.modelyard.server.registry.deployed;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The SQL of what is in use. Stateless: its method runs one statement on its handle. */
final class DeployedStore {
  private DeployedStore() {}

  // Prompts are no models. The last event that put the version there says who did it.
  private static final String DEPLOYED =
      """
      SELECT m.name AS model, m.guarded, v.version, v.run_id, d.alias, e.time AS since, e.actor,
        e.body::jsonb ->> 'way' AS way, e.body::jsonb ->> 'reason' AS reason,
        f.time AS fetched, f.client AS fetched_with, f.actor AS fetched_by
      FROM (
        SELECT model_id, version, NULL AS alias FROM model_version WHERE stage = 'Production'
        UNION ALL
        SELECT model_id, version, alias FROM model_alias
      ) d
      JOIN registered_model m ON m.model_id = d.model_id
      JOIN model_version v ON v.model_id = d.model_id AND v.version = d.version
      LEFT JOIN model_version_fetch f ON f.model_id = d.model_id AND f.version = d.version
      LEFT JOIN LATERAL (
        SELECT * FROM event
        WHERE model_id = d.model_id AND version = d.version
          AND CASE WHEN d.alias IS NULL
            THEN action = 'STAGE_CHANGED' AND after = 'Production'
            ELSE action = 'ALIAS_SET' AND body::jsonb ->> 'key' = d.alias
          END
        ORDER BY seq DESC LIMIT 1
      ) e ON true
      WHERE NOT EXISTS (
        SELECT 1 FROM registered_model_tag t
        WHERE t.model_id = m.model_id AND t.key = :prompt AND lower(t.value) = 'true'
      )
      ORDER BY m.name, d.alias NULLS FIRST, v.version
      LIMIT :limit
      """;

  /** In the order of the models' names, Production first. */
  static List<Deployed> deployed(Handle handle, String promptTag, int limit) {
    return handle
        .createQuery(DEPLOYED)
        .bind("prompt", promptTag)
        .bind("limit", limit)
        .map(ConstructorMapper.of(Deployed.class))
        .list();
  }
}
