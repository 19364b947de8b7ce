package dev.modelyard.server.registry.search;

import dev.modelyard.server.registry.search.RegistryConditions.Subject;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.Keyset;
import dev.modelyard.server.search.OrderBy;
import dev.modelyard.server.search.OrderKey;
import dev.modelyard.server.search.PageToken;
import java.util.ArrayList;
import java.util.List;

/** The orders of searches of the registry, with MLflow's defaults and tie-breakers. */
final class RegistryOrder {
  private RegistryOrder() {}

  /** Of registered models: names tell them apart. */
  static Keyset models(OrderBy given) {
    return keyset(Subject.MODEL, given.keys(), List.of(key("name", true)));
  }

  /** Of versions: last updated first, unless told otherwise. */
  static Keyset versions(OrderBy given) {
    return keyset(
        Subject.VERSION,
        given.keys().isEmpty() ? List.of(key("last_updated_timestamp", false)) : given.keys(),
        List.of(key("name", true), key("version_number", false)));
  }

  /** What is left of an order of versions when all are of one model; their number at least. */
  static List<Keyset.Column> withinModel(Keyset order) {
    String name = Subject.VERSION.attribute("name");
    return order.columns().stream().filter(column -> !column.sql().equals(name)).toList();
  }

  /** Indexes have one model's versions by number, and by a time and the number, both one way. */
  static boolean isThatOfAnIndex(List<Keyset.Column> ofModel) {
    return ofModel.size() <= 2
        && ofModel.stream().map(Keyset.Column::ascending).distinct().count() == 1;
  }

  private static OrderKey key(String key, boolean ascending) {
    return new OrderKey(new Field(Entity.ATTRIBUTE, key), ascending);
  }

  private static Keyset keyset(Subject subject, List<OrderKey> given, List<OrderKey> tieBreakers) {
    List<OrderKey> keys = new ArrayList<>(given);
    for (OrderKey last : tieBreakers) {
      if (given.stream().noneMatch(key -> key.field().equals(last.field()))) {
        keys.add(last);
      }
    }
    return new Keyset(
        keys.stream()
            .map(
                key ->
                    new Keyset.Column(
                        subject.attribute(key.field().key()),
                        key.ascending(),
                        key.field().key().equals("name")
                            ? PageToken.Slot.TEXT
                            : PageToken.Slot.LONG))
            .toList());
  }
}
