package dev.modelyard.server.loggedmodels.search;

import dev.modelyard.server.loggedmodels.LoggedModelIds;
import dev.modelyard.server.search.Bindings;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.PageToken;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of a search of logged models, with MLflow's defaults and tie-breakers: newest first,
 * then by id.
 */
record ModelOrder(List<ModelSortKey> keys, Keyset keyset) {
  private static final List<ModelSortKey> LAST =
      List.of(
          ModelSortKey.attribute("creation_timestamp", false),
          ModelSortKey.attribute("model_id", true));

  ModelOrder {
    keys = List.copyOf(keys);
  }

  static ModelOrder of(List<ModelSortKey> given) {
    List<ModelSortKey> keys = new ArrayList<>(given);
    for (ModelSortKey last : LAST) {
      if (given.stream().noneMatch(key -> key.isAttribute(last.field().key()))) {
        keys.add(last);
      }
    }
    List<Keyset.Column> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.addAll(keys.get(i).columns(i));
    }
    return new ModelOrder(keys, new Keyset(columns));
  }

  /** The values of a token to be bound. */
  List<Object> values(PageToken token) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < keyset.columns().size(); i++) {
      boolean isId = keyset.columns().get(i).sql().equals(ModelSortKey.MODEL_ID);
      // A token can be forged: what is no id names no model, and never reaches the database.
      values.add(
          isId
              ? LoggedModelIds.parse(token.textAt(i)).orElseThrow(PageToken::malformed)
              : keyset.value(token, i));
    }
    return values;
  }

  /** What is joined to a model {@code m} to sort it. */
  String joins(Bindings bindings) {
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      joins.append(keys.get(i).join(i, bindings));
    }
    return joins.toString();
  }
}
