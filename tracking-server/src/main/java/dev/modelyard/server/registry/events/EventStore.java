package dev.modelyard.server.registry.events;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.search.Bindings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of the log. Stateless: every method runs one statement on the handle it is given. */
final class EventStore {
  private EventStore() {}

  /** The last event: its number, time and hash in lower-case hex. */
  record Head(long seq, long time, String hash) {}

  private static final String HEAD =
      "SELECT seq, time, encode(hash, 'hex') AS hash FROM event_head";

  static Head lockHead(Handle handle) {
    return handle.createQuery(HEAD + " FOR UPDATE").map(EventStore::readHead).one();
  }

  private static final String APPEND =
      """
      WITH moved AS (
        UPDATE event_head SET seq = :seq, time = :time, hash = decode(:hash, 'hex')
      )
      INSERT INTO event (seq, body, prev_hash, hash)
      SELECT u.seq, u.body, decode(u.prev_hash, 'hex'), decode(u.hash, 'hex')
      FROM unnest(:seqs, :bodies, :previous, :hashes) AS u (seq, body, prev_hash, hash)
      """;

  static void append(Handle handle, List<EventLog.Stored> events, Head head) {
    handle
        .createUpdate(APPEND)
        .bind("seq", head.seq())
        .bind("time", head.time())
        .bind("hash", head.hash())
        .bind("seqs", Columns.of(events.stream().mapToLong(EventLog.Stored::seq).toArray()))
        .bind("bodies", Columns.texts(events, EventLog.Stored::body))
        .bind("previous", Columns.texts(events, EventLog.Stored::previous))
        .bind("hashes", Columns.texts(events, EventLog.Stored::hash))
        .execute();
  }

  private static final String SELECT =
      """
      SELECT seq, body, encode(prev_hash, 'hex') AS prev_hash, encode(hash, 'hex') AS hash
      FROM event
      """;

  /** The last event. */
  static Head head(Handle handle) {
    return handle.createQuery(HEAD).map(EventStore::readHead).one();
  }

  private static Head readHead(ResultSet row, StatementContext context) throws SQLException {
    return new Head(row.getLong("seq"), row.getLong("time"), row.getString("hash"));
  }

  /** Some events behind a number, by their numbers. */
  static List<EventLog.Stored> behind(Handle handle, long after, int limit) {
    return handle
        .createQuery(SELECT + "WHERE seq > :after ORDER BY seq LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map(EventStore::stored)
        .list();
  }

  /** A page of the events that meet all that is asked. */
  static List<EventLog.Stored> page(Handle handle, EventQuery query) {
    Bindings bindings = new Bindings();
    StringJoiner conditions = new StringJoiner(" AND ");
    conditions.add("seq " + (query.newestFirst() ? "< " : "> ") + bindings.add(query.behind()));
    add(conditions, bindings, "model = ", query.model());
    add(conditions, bindings, "version = ", query.version());
    add(conditions, bindings, "action = ", query.action());
    add(conditions, bindings, "actor = ", query.actor());
    add(conditions, bindings, "time >= ", query.from());
    add(conditions, bindings, "time < ", query.until());
    Query sql =
        handle.createQuery(
            SELECT
                + "WHERE "
                + conditions
                + " ORDER BY seq"
                + (query.newestFirst() ? " DESC" : "")
                + " LIMIT "
                + (query.maxResults() + 1));
    bindings.forEach(sql::bind);
    return sql.map(EventStore::stored).list();
  }

  private static void add(
      StringJoiner conditions, Bindings bindings, String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition + bindings.add(value));
    }
  }

  private static EventLog.Stored stored(ResultSet row, StatementContext context)
      throws SQLException {
    return new EventLog.Stored(
        row.getLong("seq"),
        row.getString("body"),
        row.getString("prev_hash"),
        row.getString("hash"));
  }
}
