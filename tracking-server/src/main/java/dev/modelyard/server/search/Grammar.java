package dev.modelyard.server.search;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one kind of thing can be searched and ordered by. The grammars themselves are data in {@link
 * Grammars}; the parser is the same for all.
 */
public final class Grammar {
  private final String subject;
  private final boolean backticksOnly;
  private final Map<String, Entity> prefixes;
  private final Map<String, Entity> orderPrefixes;
  private final Map<String, String> orderKeys;
  private final Map<Entity, Rule> open;
  private final Map<Entity, Map<String, Named>> closed;

  private Grammar(Builder builder) {
    this.subject = builder.subject;
    this.backticksOnly = builder.backticksOnly;
    this.prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.prefixes));
    this.orderPrefixes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.orderPrefixes));
    this.orderKeys = Collections.unmodifiableMap(new LinkedHashMap<>(builder.orderKeys));
    this.open = Map.copyOf(builder.open);
    this.closed = Map.copyOf(builder.closed);
  }

  /** A key of a closed set: its canonical word and its rule. */
  record Named(String canonical, Rule rule) {}

  /** The plural that names the searched things in messages. */
  String subject() {
    return subject;
  }

  /** Whether single and double quotes are no key quotes, and double quotes no value quotes. */
  boolean backticksOnly() {
    return backticksOnly;
  }

  /** Prefix as written to entity, in the order for messages. */
  Map<String, Entity> prefixes() {
    return prefixes;
  }

  Map<String, Entity> orderPrefixes() {
    return orderPrefixes;
  }

  /** Attribute key as written in an order to its canonical word. */
  Map<String, String> orderKeys() {
    return orderKeys;
  }

  /** The rule of an entity whose keys are the caller's; absent if its keys are a closed set. */
  Optional<Rule> openRule(Entity entity) {
    return Optional.ofNullable(open.get(entity));
  }

  Map<String, Named> closedKeys(Entity entity) {
    return closed.getOrDefault(entity, Map.of());
  }

  static Builder of(String subject) {
    return new Builder(subject);
  }

  /** Collects the rows of one grammar. */
  static final class Builder {
    private final String subject;
    private boolean backticksOnly;
    private final Map<String, Entity> prefixes = new LinkedHashMap<>();
    private final Map<String, Entity> orderPrefixes = new LinkedHashMap<>();
    private final Map<String, String> orderKeys = new LinkedHashMap<>();
    private final Map<Entity, Rule> open = new EnumMap<>(Entity.class);
    private final Map<Entity, Map<String, Named>> closed = new EnumMap<>(Entity.class);

    private Builder(String subject) {
      this.subject = subject;
    }

    Builder backticksOnly() {
      backticksOnly = true;
      return this;
    }

    Builder prefix(Entity entity, String... spellings) {
      for (String spelling : spellings) {
        prefixes.put(spelling, entity);
      }
      return this;
    }

    /** Any key of this entity can be searched. */
    Builder anyKey(Entity entity, Rule rule) {
      open.put(entity, rule);
      return this;
    }

    /** This key, under its canonical word or one of the aliases. */
    Builder key(Entity entity, Rule rule, String canonical, String... aliases) {
      Map<String, Named> keys = closed.computeIfAbsent(entity, any -> new LinkedHashMap<>());
      Named named = new Named(canonical, rule);
      keys.put(canonical, named);
      for (String alias : aliases) {
        keys.put(alias, named);
      }
      return this;
    }

    /** Prefixes that an order may use; each must be one of the filter's. */
    Builder orderPrefix(String... spellings) {
      for (String spelling : spellings) {
        Entity entity = prefixes.get(spelling);
        if (entity == null) {
          throw new IllegalArgumentException("Unknown prefix " + spelling);
        }
        orderPrefixes.put(spelling, entity);
      }
      return this;
    }

    Builder orderKey(String canonical, String... aliases) {
      orderKeys.put(canonical, canonical);
      for (String alias : aliases) {
        orderKeys.put(alias, canonical);
      }
      return this;
    }

    Grammar build() {
      return new Grammar(this);
    }
  }
}
