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
  /** About how much of texts is read at a time. */
  private static final int PORTION_BYTES = 4 << 20;

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
        .createQuery(portion("seq > :after", "seq", limit))
        .bind("after", after)
        .map(EventStore::stored)
        .list();
  }

  /** Events, and whether there are more behind them. */
  record Page(List<EventLog.Stored> events, boolean hasMore) {
    Page {
      events = List.copyOf(events);
    }
  }

  private record Row(EventLog.Stored event, boolean hasMore) {}

  /** A page of the events that meet all that is asked. */
  static Page page(Handle handle, EventQuery query) {
    Bindings bindings = new Bindings();
    StringJoiner conditions = new StringJoiner(" AND ");
    conditions.add("seq " + (query.newestFirst() ? "< " : "> ") + bindings.add(query.behind()));
    add(conditions, bindings, "model = ", query.model());
    add(conditions, bindings, "model_id = ", query.modelId());
    add(conditions, bindings, "version = ", query.version());
    add(conditions, bindings, "action = ", query.action());
    add(conditions, bindings, "actor = ", query.actor());
    add(conditions, bindings, "time >= ", query.from());
    add(conditions, bindings, "time < ", query.until());
    String order = query.newestFirst() ? "seq DESC" : "seq";
    Query sql = handle.createQuery(portion(conditions.toString(), order, query.maxResults()));
    bindings.forEach(sql::bind);
    List<Row> rows =
        sql.map((row, context) -> new Row(stored(row, context), row.getBoolean("has_more"))).list();
    return new Page(
        rows.stream().map(Row::event).toList(),
        !rows.isEmpty() && rows.get(rows.size() - 1).hasMore());
  }

  private static void add(
      StringJoiner conditions, Bindings bindings, String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition + bindings.add(value));
    }
  }

  /**
   * The statement for the first events that meet the conditions, at most {@code limit}; fewer, but
   * at least one, when their texts are long. The length of a text is known without reading it.
   */
  private static String portion(String conditions, String order, int limit) {
    return """
        SELECT seq, body, encode(prev_hash, 'hex') AS prev_hash, encode(hash, 'hex') AS hash,
          has_more
        FROM (
          SELECT seq, body, prev_hash, hash, lead(seq) OVER sorted IS NOT NULL AS has_more,
            row_number() OVER sorted AS number,
            sum(octet_length(body)) OVER sorted - octet_length(body) AS bytes_before
          FROM (
            SELECT seq, body, prev_hash, hash FROM event
            WHERE %s
            ORDER BY %s LIMIT %d
          ) found
          WINDOW sorted AS (ORDER BY %s)
        ) portion
        WHERE number <= %d AND bytes_before < %d
        ORDER BY %s
        """
        .formatted(conditions, order, limit + 1, order, limit, PORTION_BYTES, order);
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
