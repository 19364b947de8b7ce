package dev.modelyard.client.tribuo;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tribuo.Output;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricTarget;

/** What an evaluation found, as metrics. */
final class Scores {
  /** With more outputs only averages are logged: eleven metrics each are nothing to look at. */
  private static final int MOST_OUTPUTS = 100;

  private Scores() {}

  /** Metrics such as {@code test/f1/macro} and {@code test/f1/setosa}. */
  static <T extends Output<T>> Map<String, Double> of(String use, Evaluation<T> evaluation) {
    Map<String, Double> averages = new TreeMap<>();
    Map<String, Double> parts = new TreeMap<>();
    Set<String> outputs = new HashSet<>();
    evaluation
        .asMap()
        .forEach(
            (id, value) -> {
              MetricTarget<T> target = id.getA();
              String metric = id.getB().toLowerCase(Locale.ROOT);
              String name = nameOf(target);
              if (target.getOutputTarget().isPresent()) {
                outputs.add(name);
                parts.put(metric + "\0" + name, value);
              } else {
                averages.put(metric + "\0" + name, value);
              }
            });
    Map<String, Double> scores = new TreeMap<>();
    averages.forEach((name, value) -> put(scores, use, name, value));
    if (outputs.size() <= MOST_OUTPUTS) {
      parts.forEach((name, value) -> put(scores, use, name, value));
    }
    return scores;
  }

  private static <T extends Output<T>> String nameOf(MetricTarget<T> target) {
    return target
        .getOutputTarget()
        // Dimensions and labels of several come with a value that means nothing here.
        .map(output -> output.getSerializableForm(false).replaceFirst("=(NaN|true)$", ""))
        .orElseGet(
            () ->
                target
                    .getAverageTarget()
                    .map(average -> average.name().toLowerCase(Locale.ROOT))
                    .orElse("all"));
  }

  /** Two outputs whose names are spelt alike are told apart by a number. */
  private static void put(Map<String, Double> scores, String use, String name, double value) {
    String[] parts = name.split("\0", 2);
    String key = Keys.of(use) + "/" + Keys.of(parts[0]) + "/" + Keys.of(parts[1]);
    String free = key;
    for (int i = 2; scores.containsKey(free); i++) {
      free = key + "-" + i;
    }
    scores.put(free, value);
  }
}
