package dev.modelyard.server.search;

import dev.modelyard.server.error.ApiException;

/** A field to order by, and which way. Where fields are missing is the wire's rule: always last. */
public record OrderKey(Field field, boolean ascending) {
  /**
   * For logged models, whose orders come as objects with a field name: an attribute, or {@code
   * metrics.} and a key that is never quoted.
   */
  public static OrderKey ofFieldName(Grammar grammar, String fieldName, boolean ascending) {
    SearchText source = new SearchText("field_name in order_by", fieldName);
    int dot = fieldName.indexOf('.');
    if (dot < 0) {
      String canonical = grammar.orderKeys().get(fieldName);
      if (canonical == null) {
        throw source.fault(0, OrderParser.known(grammar));
      }
      return new OrderKey(new Field(Entity.ATTRIBUTE, canonical), ascending);
    }
    Entity entity = grammar.orderPrefixes().get(fieldName.substring(0, dot));
    String key = fieldName.substring(dot + 1);
    if (entity == null || entity == Entity.ATTRIBUTE) {
      throw source.fault(0, OrderParser.known(grammar));
    }
    if (key.isEmpty() || key.codePointCount(0, key.length()) > FieldName.MAX_KEY) {
      throw ApiException.invalid(
          "Invalid field_name in order_by: a key has 1 to " + FieldName.MAX_KEY + " characters");
    }
    return new OrderKey(new Field(entity, key), ascending);
  }
}
