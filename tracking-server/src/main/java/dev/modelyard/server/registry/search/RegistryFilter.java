package dev.modelyard.server.registry.search;

import dev.modelyard.server.registry.RegisteredModel;
import dev.modelyard.server.search.Condition;
import dev.modelyard.server.search.Condition.TextOperator;
import dev.modelyard.server.search.Entity;
import dev.modelyard.server.search.Field;
import dev.modelyard.server.search.Filter;
import dev.modelyard.server.search.Grammar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search of the registry demands. Prompts are kept as models, told from them by a tag. As on
 * MLflow a search finds models alone, whatever it says of that tag, unless the first comparison of
 * the tag asks for prompts.
 *
 * @param hidesPrompts whether prompts are passed over; no condition is on their tag then
 */
record RegistryFilter(List<Condition> conditions, boolean hidesPrompts) {
  private static final Field NAME = new Field(Entity.ATTRIBUTE, "name");
  private static final Field PROMPT_TAG = new Field(Entity.TAG, RegisteredModel.PROMPT_TAG);

  RegistryFilter {
    conditions = List.copyOf(conditions);
  }

  static RegistryFilter parse(Grammar grammar, @Nullable String text) {
    List<Condition> all = Filter.parse(grammar, text).conditions();
    boolean asksForPrompts =
        all.stream()
            .filter(RegistryFilter::isOfPromptTag)
            .limit(1)
            .anyMatch(RegistryFilter::asksForPrompts);
    return asksForPrompts
        ? new RegistryFilter(all, false)
        : new RegistryFilter(
            all.stream().filter(condition -> !isOfPromptTag(condition)).toList(), true);
  }

  /** Finds nothing but one model and its versions. */
  static RegistryFilter ofModel(String name) {
    return new RegistryFilter(
        List.of(new Condition.TextComparison(NAME, TextOperator.EQUAL, name)), true);
  }

  /** Whether it finds nothing but one model and its versions. */
  boolean namesModel() {
    return conditions.stream()
        .anyMatch(
            condition ->
                condition instanceof Condition.TextComparison text
                    && text.field().equals(NAME)
                    && text.operator() == TextOperator.EQUAL);
  }

  private static boolean isOfPromptTag(Condition condition) {
    return condition.field().equals(PROMPT_TAG);
  }

  private static boolean asksForPrompts(Condition condition) {
    return condition instanceof Condition.TextComparison text
        && ((text.operator() == TextOperator.EQUAL && text.value().equalsIgnoreCase("true"))
            || (text.operator() == TextOperator.NOT_EQUAL
                && text.value().equalsIgnoreCase("false")));
  }
}
