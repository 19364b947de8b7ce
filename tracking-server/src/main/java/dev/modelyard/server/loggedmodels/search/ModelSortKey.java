package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.Grammars;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.OrderKey;
import dev.modelyard.server.search.PageToken;
import dev.modelyard.server.wire.FieldReader;
import java.util.List;

/**
 * A field by which logged models {@code m} are ordered, and which way.
 *
 * @param dataset of which a metric's points count
 */
record ModelSortKey(Field field, boolean ascending, Dataset dataset) {
  static final String MODEL_ID = "m.model_id";

  static ModelSortKey attribute(String key, boolean ascending) {
    return new ModelSortKey(new Field(Entity.ATTRIBUTE, key), ascending, Dataset.ANY);
  }

  static ModelSortKey read(FieldReader in) {
    String fieldName = null;
    Boolean ascending = null;
    String name = null;
    String digest = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "field_name" -> fieldName = in.string();
        case "ascending" -> ascending = in.bool();
        case "dataset_name" -> name = in.string();
        case "dataset_digest" -> digest = in.string();
        default -> in.skip();
      }
    }
    OrderKey key =
        OrderKey.ofFieldName(
            Grammars.LOGGED_MODELS,
            in.requireText(fieldName, "field_name"),
            ascending == null || ascending);
    Dataset dataset = new Dataset(name == null ? "" : name, digest == null ? "" : digest);
    if (key.field().entity() == Entity.ATTRIBUTE && !dataset.isAny()) {
      throw ApiException.invalid(
          "Invalid order_by: only a metric can be of a dataset, not '" + key.field().key() + "'");
    }
    return new ModelSortKey(key.field(), key.ascending(), dataset);
  }

  boolean isAttribute(String key) {
    return field.equals(new Field(Entity.ATTRIBUTE, key));
  }

  /**
   * What this key, the {@code i}-th, sorts by. Of a metric: first the models that have a number,
   * then those with NaN, then those without it, in either direction.
   */
  List<Keyset.Column> columns(int i) {
    if (field.entity() == Entity.METRIC) {
      String rank =
          "CASE WHEN %1$s.is_nan THEN 1 WHEN %1$s.value IS NULL THEN 2 ELSE 0 END"
              .formatted(alias(i));
      String value = "COALESCE(" + alias(i) + ".value, 0)";
      return List.of(
          new Keyset.Column(rank, true, PageToken.Slot.LONG),
          new Keyset.Column(value, ascending, PageToken.Slot.DOUBLE));
    }
    return switch (field.key()) {
      // Only active models are searched.
      case "lifecycle_stage" -> List.of();
      case "name", "model_type", "source_run_id" -> column("m." + field.key(), PageToken.Slot.TEXT);
      case "model_id" -> column(MODEL_ID, PageToken.Slot.TEXT);
      default -> column(attribute(field.key()), PageToken.Slot.LONG);
    };
  }

  private List<Keyset.Column> column(String sql, PageToken.Slot slot) {
    return List.of(new Keyset.Column(sql, ascending, slot));
  }

  /** The column of an attribute. */
  static String attribute(String key) {
    return switch (key) {
      case "creation_timestamp" -> "m.creation_time";
      case "last_updated_timestamp" -> "m.last_update_time";
      default -> "m." + key;
    };
  }

  /**
   * What is joined to a model for this key, the {@code i}-th: the latest point of a metric, by time
   * and then by step.
   */
  String join(int i, Bindings bindings) {
    return field.entity() == Entity.METRIC
        ? """
           LEFT JOIN LATERAL (
            SELECT x.value, x.is_nan FROM logged_model_metric x
            WHERE x.model_id = m.model_id AND x.key = %s AND %s
            ORDER BY x.ts DESC, x.step DESC, x.run_id, x.value DESC, x.is_nan
            LIMIT 1
          ) %s ON TRUE
          """
            .formatted(bindings.add(field.key()), dataset.sql(bindings), alias(i))
        : "";
  }

  private static String alias(int i) {
    return "k" + i;
  }
}
