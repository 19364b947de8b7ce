package dev.modelyard.server.experiments;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.ConditionSql;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.PageToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of experiments. Stateless: every method runs one statement on the handle it is given. */
final class ExperimentStore {
  private ExperimentStore() {}

  // The id is drawn first, since the default location holds it. A taken name inserts nothing.
  private static final String CREATE =
      """
      WITH drawn AS (
        SELECT nextval(pg_get_serial_sequence('experiment', 'experiment_id')) AS id
      ), made AS (
        INSERT INTO experiment
          (experiment_id, name, artifact_location, creation_time, last_update_time)
        SELECT id, :name, COALESCE(:location, 'mlflow-artifacts:/' || id), :now, :now
        FROM drawn
        ON CONFLICT (name) DO NOTHING
        RETURNING experiment_id
      ), tagged AS (
        INSERT INTO experiment_tag (experiment_id, key, value)
        SELECT m.experiment_id, u.key, u.value
        FROM made m, unnest(:keys, :values) AS u (key, value)
      )
      SELECT experiment_id FROM made
      """;

  /** Empty when the name is taken. */
  static Optional<Long> create(Handle handle, CreateExperiment request, long now) {
    List<Experiment.Tag> tags = request.tags();
    return handle
        .createQuery(CREATE)
        .bind("name", request.name())
        .bind("location", request.artifactLocation())
        .bind("now", now)
        .bind("keys", Columns.texts(tags, Experiment.Tag::key))
        .bind("values", Columns.texts(tags, Experiment.Tag::value))
        .mapTo(Long.class)
        .findOne();
  }

  /** The columns of an experiment with its tags as two arrays, for {@link #experiment}. */
  private static final String SELECT =
      """
      SELECT e.experiment_id, e.name, e.artifact_location, e.deleted, e.creation_time,
        e.last_update_time, t.keys, t.values
      FROM experiment e
      LEFT JOIN LATERAL (
        SELECT array_agg(key ORDER BY key) AS keys, array_agg(value ORDER BY key) AS values
        FROM experiment_tag t
        WHERE t.experiment_id = e.experiment_id
      ) t ON true
      """;

  static Optional<Experiment> find(Handle handle, long id) {
    return handle
        .createQuery(SELECT + "WHERE e.experiment_id = :id")
        .bind("id", id)
        .map(ExperimentStore::experiment)
        .findOne();
  }

  static Optional<Experiment> findByName(Handle handle, String name) {
    return handle
        .createQuery(SELECT + "WHERE e.name = :name")
        .bind("name", name)
        .map(ExperimentStore::experiment)
        .findOne();
  }

  private static final ConditionSql.Columns COLUMNS =
      new ConditionSql.Columns() {
        @Override
        public String attribute(String key) {
          return "e." + key;
        }

        @Override
        public String rows(Entity entity) {
          return "experiment_tag x WHERE x.experiment_id = e.experiment_id";
        }
      };

  /** A page, and one row more if there is more. */
  static List<Experiment> search(Handle handle, ExperimentSearch search) {
    Bindings bindings = new Bindings();
    StringBuilder sql = new StringBuilder(SELECT);
    sql.append("WHERE ").append(search.view().sql("e.deleted"));
    sql.append(" AND ").append(ConditionSql.all(search.filter(), COLUMNS, bindings));
    PageToken after = search.after();
    if (after != null) {
      sql.append(" AND ").append(search.order().behind(after, bindings));
    }
    sql.append(" ORDER BY ").append(search.order().orderBy());
    sql.append(" LIMIT ").append(bindings.add(search.maxResults() + 1));
    Query query = handle.createQuery(sql.toString());
    bindings.forEach(query::bind);
    return query.map(ExperimentStore::experiment).list();
  }

  private static Experiment experiment(ResultSet row, StatementContext context)
      throws SQLException {
    List<Experiment.Tag> tags = new ArrayList<>();
    String[] keys = texts(row, "keys");
    String[] values = texts(row, "values");
    for (int i = 0; i < keys.length; i++) {
      tags.add(new Experiment.Tag(keys[i], values[i]));
    }
    return new Experiment(
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("artifact_location"),
        row.getBoolean("deleted"),
        row.getLong("creation_time"),
        row.getLong("last_update_time"),
        tags);
  }

  private static String[] texts(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Array array = row.getArray(column);
    return array == null ? new String[0] : (String[]) array.getArray();
  }

  // Renames only an active experiment; a taken name is a unique violation.
  private static final String RENAME =
      """
      UPDATE experiment
      SET name = :name, last_update_time = :now, changed = pg_current_xact_id()
      WHERE experiment_id = :id AND NOT deleted
      """;

  static Optional<Boolean> rename(Handle handle, long id, String name, long now) {
    return done(
        handle.createUpdate(RENAME).bind("id", id).bind("name", name).bind("now", now).execute());
  }

  // The new generation outdates what was said of each of its runs: they follow the experiment.
  /** Whether versions in use hold something of the experiment. */
  static boolean isProtected(Handle handle, long id) {
    return handle
        .createQuery("SELECT protected FROM experiment WHERE experiment_id = :id")
        .bind("id", id)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  static void setProtected(Handle handle, long id, boolean isProtected) {
    handle
        .createUpdate("UPDATE experiment SET protected = :isProtected WHERE experiment_id = :id")
        .bind("id", id)
        .bind("isProtected", isProtected)
        .execute();
  }

  private static final String SET_DELETED =
      """
      UPDATE experiment
      SET deleted = :deleted, generation = generation + 1, last_update_time = :now,
        changed = pg_current_xact_id()
      WHERE experiment_id = :id AND deleted <> :deleted AND NOT (:deleted AND protected)
      """;

  static boolean setDeleted(Handle handle, long id, boolean deleted, long now) {
    return handle
            .createUpdate(SET_DELETED)
            .bind("id", id)
            .bind("deleted", deleted)
            .bind("now", now)
            .execute()
        > 0;
  }

  private static final String SET_TAG =
      """
      WITH touched AS (
        UPDATE experiment SET changed = pg_current_xact_id()
        WHERE experiment_id = :id AND NOT deleted
        RETURNING experiment_id
      )
      INSERT INTO experiment_tag (experiment_id, key, value)
      SELECT experiment_id, :key, :value FROM touched
      ON CONFLICT (experiment_id, key) DO UPDATE SET value = excluded.value
      """;

  static Optional<Boolean> setTag(Handle handle, long id, Experiment.Tag tag) {
    return done(
        handle
            .createUpdate(SET_TAG)
            .bind("id", id)
            .bind("key", tag.key())
            .bind("value", tag.value())
            .execute());
  }

  private static final String DELETE_TAG =
      """
      WITH gone AS (
        DELETE FROM experiment_tag t USING experiment e
        WHERE t.experiment_id = :id AND t.key = :key AND e.experiment_id = :id AND NOT e.deleted
        RETURNING t.experiment_id
      )
      UPDATE experiment e SET changed = pg_current_xact_id()
      FROM gone WHERE e.experiment_id = gone.experiment_id
      """;

  static boolean deleteTag(Handle handle, long id, String key) {
    return handle.createUpdate(DELETE_TAG).bind("id", id).bind("key", key).execute() > 0;
  }

  /** Present if something was changed. */
  private static Optional<Boolean> done(int rows) {
    return rows > 0 ? Optional.of(true) : Optional.empty();
  }
}
