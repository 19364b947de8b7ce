package dev.modelyard.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.search.Condition.FloatComparison;
import dev.modelyard.server.search.Condition.Presence;
import dev.modelyard.server.search.Condition.TextComparison;
import dev.modelyard.server.search.Condition.TextList;
import dev.modelyard.server.search.Condition.WholeComparison;
import dev.modelyard.server.search.Condition.WholeList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
  @Test
  void reachesEveryKindThroughTheVisitor() {
    Filter filter =
        Filter.parse(
            Grammars.RUNS,
            "run_id IN ('a') AND start_time > 1 AND metrics.a < 2 AND tags.t IS NULL AND user_id = 'u'");
    assertThat(filter.conditions())
        .extracting(condition -> condition.accept(new KindName()))
        .containsExactly("textList", "whole", "float", "presence", "text");
    assertThat(
            new WholeList(new Field(Entity.ATTRIBUTE, "status"), false, List.of(1L))
                .<String>accept(new KindName()))
        .isEqualTo("wholeList");
  }

  private static final class KindName implements Condition.Visitor<String> {
    @Override
    public String textComparison(TextComparison condition) {
      return "text";
    }

    @Override
    public String floatComparison(FloatComparison condition) {
      return "float";
    }

    @Override
    public String wholeComparison(WholeComparison condition) {
      return "whole";
    }

    @Override
    public String textList(TextList condition) {
      return "textList";
    }

    @Override
    public String wholeList(WholeList condition) {
      return "wholeList";
    }

    @Override
    public String presence(Presence condition) {
      return "presence";
    }
  }
}
