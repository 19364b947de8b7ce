package dev.modelyard.server.registry.search;

import dev.modelyard.server.db.Columns;
import dev.modelyard.server.registry.ModelRow;
import dev.modelyard.server.registry.ModelVersion;
import dev.modelyard.server.registry.RegisteredModel;
import dev.modelyard.server.registry.Stage;
import dev.modelyard.server.registry.VersionRow;
import dev.modelyard.server.registry.search.RegistryConditions.Subject;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.search.PageValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The SQL of searches of the registry. Stateless: every method runs one statement. */
final class RegistrySearchStore {
  /** Rows of a page in memory at a time, within a transaction. */
  private static final int FETCHED = 1_000;

  private RegistrySearchStore() {}

  /** A version by what tells it from all others. */
  record VersionKey(long modelId, int version) {}

  /** What is on a page, in order, and the last of it if there is more. */
  record Page<K>(List<K> keys, @Nullable PageToken last) {}

  private interface KeyReader<K> {
    K read(ResultSet row) throws SQLException;
  }

  static Page<Long> models(Handle handle, RegistrySearch search) {
    return page(
        handle,
        search,
        Subject.MODEL,
        "m.model_id",
        "registered_model m",
        row -> row.getLong("model_id"));
  }

  static Page<VersionKey> versions(Handle handle, RegistrySearch search) {
    return page(
        handle,
        search,
        Subject.VERSION,
        "v.model_id, v.version",
        "model_version v JOIN registered_model m ON m.model_id = v.model_id",
        row -> new VersionKey(row.getLong("model_id"), row.getInt("version")));
  }

  private static <K> Page<K> page(
      Handle handle,
      RegistrySearch search,
      Subject subject,
      String keys,
      String tables,
      KeyReader<K> reader) {
    Bindings bindings = new Bindings();
    Keyset order = search.order();
    StringJoiner selected = new StringJoiner(", ");
    for (int i = 0; i < order.columns().size(); i++) {
      selected.add(order.columns().get(i).sql() + " AS s" + i);
    }
    PageToken after = search.after();
    String unsorted =
        "SELECT "
            + keys
            + ", "
            + selected
            + " FROM "
            + tables
            + " WHERE "
            + RegistryConditions.all(subject, search.filter(), bindings)
            + (after == null ? "" : " AND " + order.behind(after, bindings));
    Query query = handle.createQuery(sorted(unsorted, subject, search)).setFetchSize(FETCHED);
    bindings.forEach(query::bind);
    return query.scanResultSet(
        (rows, context) -> {
          List<K> page = new ArrayList<>();
          PageToken last = null;
          try (context;
              ResultSet row = rows.get()) {
            while (row.next()) {
              if (page.size() == search.maxResults()) {
                return new Page<>(page, last);
              }
              page.add(reader.read(row));
              if (page.size() == search.maxResults()) {
                last = place(row, order);
              }
            }
          }
          return new Page<>(page, null);
        });
  }

  private static String sorted(String unsorted, Subject subject, RegistrySearch search) {
    Keyset order = search.order();
    // A number in the text: a plan that is kept must know how few rows are wanted.
    int wanted = search.maxResults() + 1;
    if (subject == Subject.VERSION && search.filter().namesModel()) {
      List<Keyset.Column> ofModel = RegistryOrder.withinModel(order);
      if (!RegistryOrder.isThatOfAnIndex(ofModel)) {
        return sortedBehind(ofModel.get(0), unsorted, order, wanted);
      }
    }
    return unsorted + " ORDER BY " + order.orderBy() + " LIMIT " + wanted;
  }

  /**
   * An index gives as many rows as are wanted by the leading key, with all that are alike in it,
   * and only these are sorted. Asked for the whole order at once, a planner that expects fewer rows
   * reads and sorts all there are; and how many versions a model has that is found by its name, it
   * cannot know.
   */
  private static String sortedBehind(
      Keyset.Column leading, String unsorted, Keyset order, int wanted) {
    StringJoiner sorted = new StringJoiner(", ");
    for (int i = 0; i < order.columns().size(); i++) {
      sorted.add("s" + i + (order.columns().get(i).ascending() ? " ASC" : " DESC"));
    }
    return "SELECT * FROM ("
        + unsorted
        + " ORDER BY "
        + new Keyset(List.of(leading)).orderBy()
        + " FETCH FIRST "
        + wanted
        + " ROWS WITH TIES) led ORDER BY "
        + sorted
        + " LIMIT "
        + wanted;
  }

  private static PageToken place(ResultSet row, Keyset order) throws SQLException {
    List<PageValue> values = new ArrayList<>();
    for (int i = 0; i < order.columns().size(); i++) {
      String name = "s" + i;
      values.add(
          order.columns().get(i).slot() == PageToken.Slot.TEXT
              ? PageValue.of(row.getString(name))
              : PageValue.of(row.getLong(name)));
    }
    return new PageToken(values);
  }

  // Each row is fetched by its key (OFFSET 0), whatever the planner thinks of the others.
  private static final String MODELS =
      "SELECT "
          + ModelRow.COLUMNS
          + """
          FROM unnest(:ids) WITH ORDINALITY AS u (model_id, place)
          CROSS JOIN LATERAL (
            SELECT * FROM registered_model o WHERE o.model_id = u.model_id OFFSET 0
          ) m
          ORDER BY u.place
          """;

  /** The models with these ids, in their order. */
  static List<RegisteredModel> models(Handle handle, List<Long> ids) {
    return handle.createQuery(MODELS).bind("ids", array(ids)).map(ModelRow::model).list();
  }

  // A probe of the index for each stage, whatever the number of versions.
  private static final String LATEST =
      "SELECT "
          + VersionRow.LISTED_COLUMNS
          + """
          FROM unnest(:ids) AS u (model_id)
          CROSS JOIN LATERAL (
            SELECT name FROM registered_model o WHERE o.model_id = u.model_id OFFSET 0
          ) m
          CROSS JOIN unnest(:stages) AS s (stage)
          CROSS JOIN LATERAL (
            SELECT * FROM model_version l
            WHERE l.model_id = u.model_id AND l.stage = s.stage
            ORDER BY l.version DESC LIMIT 1
          ) v
          ORDER BY v.version
          """;

  /** Of each model the highest version in each stage, lowest first, without aliases. */
  static List<ModelVersion> latest(Handle handle, List<Long> ids) {
    return handle
        .createQuery(LATEST)
        .bind("ids", array(ids))
        .bind("stages", Columns.texts(List.of(Stage.values()), Stage::wire))
        .map(VersionRow::version)
        .list();
  }

  private static final String VERSIONS =
      "SELECT "
          + VersionRow.LISTED_COLUMNS
          + """
          FROM unnest(:ids, :versions) WITH ORDINALITY AS u (model_id, version, place)
          CROSS JOIN LATERAL (
            SELECT * FROM model_version o
            WHERE o.model_id = u.model_id AND o.version = u.version OFFSET 0
          ) v
          CROSS JOIN LATERAL (
            SELECT name FROM registered_model o WHERE o.model_id = u.model_id OFFSET 0
          ) m
          ORDER BY u.place
          """;

  /** The versions with these keys, in their order, without aliases. */
  static List<ModelVersion> versions(Handle handle, List<VersionKey> keys) {
    return handle
        .createQuery(VERSIONS)
        .bind("ids", array(keys.stream().map(VersionKey::modelId).toList()))
        .bind("versions", array(keys.stream().map(key -> (long) key.version()).toList()))
        .map(VersionRow::version)
        .list();
  }

  private static Argument array(List<Long> values) {
    return Columns.of(values.stream().mapToLong(value -> value).toArray());
  }
}
