package dev.modelyard.server.registry;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.FieldReader;
import dev.modelyard.server.wire.KeyValue;
import dev.modelyard.server.wire.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked request for a new registered model. */
record CreateModel(
    String name,
    String description,
    List<KeyValue> tags,
    ModelMode mode,
    List<String> protectedAliases) {
  static final int MAX_DESCRIPTION = 100_000;

  /** What a guarded model protects unless told otherwise: the usual name of what is in use. */
  static final List<String> USUALLY_PROTECTED = List.of("champion");

  private static final int MAX_PROTECTED = 50;

  CreateModel {
    tags = List.copyOf(tags);
    protectedAliases = List.copyOf(protectedAliases);
  }

  /**
   * Reads a request as MLflow's clients send it, and what ours may add: the mode, {@code usual}
   * when it is not named, and the aliases to protect.
   */
  static CreateModel read(FieldReader in, ModelMode usual) {
    String name = null;
    String description = null;
    List<KeyValue> tags = List.of();
    String mode = null;
    List<String> protectedAliases = null;
    for (String field = in.next(); field != null; field = in.next()) {
      switch (field) {
        case "name" -> name = in.string();
        case "description" -> description = in.string();
        case "tags" -> tags = ModelTags.readAll(in);
        case "mode" -> mode = in.string();
        case "protected_aliases" -> protectedAliases = in.strings();
        default -> in.skip();
      }
    }
    return new CreateModel(
        ModelNames.checked(in.requireText(name, "name")),
        description(description),
        tags,
        mode == null ? usual : ModelMode.named(mode),
        protectedAliases(protectedAliases));
  }

  static String description(@Nullable String given) {
    return given == null ? "" : Texts.atMost(MAX_DESCRIPTION, given, "The description");
  }

  static List<String> protectedAliases(@Nullable List<String> given) {
    if (given == null) {
      return USUALLY_PROTECTED;
    }
    if (given.size() > MAX_PROTECTED) {
      throw ApiException.invalid("At most " + MAX_PROTECTED + " aliases can be protected");
    }
    return given.stream().map(Aliases::settable).distinct().sorted().toList();
  }
}
