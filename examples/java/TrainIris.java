import dev.modelyard.client.Dataset;
import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Trains a softmax regression on the iris data, in plain Java, and logs how it goes. */
public final class TrainIris {
  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
  private static final int FEATURES = 4;

  private final double[][] weights = new double[SPECIES.size()][FEATURES + 1];

  private static final class Flower {
    private final double[] features = new double[FEATURES + 1];
    private final int species;

    Flower(String line) {
      String[] fields = line.split(",");
      for (int i = 0; i < FEATURES; i++) {
        features[i] = Double.parseDouble(fields[i]);
      }
      features[FEATURES] = 1;
      species = SPECIES.indexOf(fields[FEATURES]);
    }
  }

  public static void main(String[] args) throws IOException {
    Path data = Path.of(args.length > 0 ? args[0] : "examples/java/iris.csv");
    List<Flower> flowers = new ArrayList<>();
    Files.readAllLines(data).stream().skip(1).map(Flower::new).forEach(flowers::add);
    Collections.shuffle(flowers, new Random(7));
    List<Flower> training = flowers.subList(0, 120);
    List<Flower> test = flowers.subList(120, 150);
    TrainIris model = new TrainIris();
    int epochs = 200;
    double rate = 0.1;

    // README begins
    try (Modelyard modelyard = Modelyard.connect();
        Run run = modelyard.experiment("iris-java").startRun("softmax")) {
      run.dataset(Dataset.ofFile("iris", data), "training");
      run.param("learning_rate", rate);
      run.param("epochs", epochs);
      for (int epoch = 1; epoch <= epochs; epoch++) {
        run.metric("loss", model.train(training, rate), epoch);
      }
      run.metric("accuracy", model.accuracy(test));
      run.model("softmax", model.save());
      Receipt receipt = run.end(RunStatus.FINISHED);
      System.out.println(receipt);
    }
    // README ends
  }

  /** One step down the gradient; gives the mean loss before it. */
  double train(List<Flower> flowers, double rate) {
    double[][] gradient = new double[SPECIES.size()][FEATURES + 1];
    double loss = 0;
    for (Flower flower : flowers) {
      double[] likely = likely(flower);
      loss -= Math.log(likely[flower.species]);
      for (int s = 0; s < SPECIES.size(); s++) {
        double error = likely[s] - (s == flower.species ? 1 : 0);
        for (int i = 0; i <= FEATURES; i++) {
          gradient[s][i] += error * flower.features[i];
        }
      }
    }
    for (int s = 0; s < SPECIES.size(); s++) {
      for (int i = 0; i <= FEATURES; i++) {
        weights[s][i] -= rate * gradient[s][i] / flowers.size();
      }
    }
    return loss / flowers.size();
  }

  double accuracy(List<Flower> flowers) {
    long right = flowers.stream().filter(flower -> best(flower) == flower.species).count();
    return (double) right / flowers.size();
  }

  /** Writes the model into a folder of its own, as MLflow lays models out. */
  Path save() throws IOException {
    Path folder = Files.createTempDirectory("iris-model");
    StringBuilder table = new StringBuilder();
    for (int s = 0; s < SPECIES.size(); s++) {
      table.append(SPECIES.get(s));
      for (double weight : weights[s]) {
        table.append(',').append(weight);
      }
      table.append('\n');
    }
    Files.writeString(folder.resolve("weights.csv"), table);
    Files.writeString(
        folder.resolve("MLmodel"),
        "artifact_path: softmax\nflavors:\n  softmax:\n    weights: weights.csv\n");
    return folder;
  }

  private int best(Flower flower) {
    double[] likely = likely(flower);
    int best = 0;
    for (int s = 1; s < likely.length; s++) {
      best = likely[s] > likely[best] ? s : best;
    }
    return best;
  }

  /** How likely the flower is of each species. */
  private double[] likely(Flower flower) {
    double[] likely = new double[SPECIES.size()];
    double sum = 0;
    for (int s = 0; s < likely.length; s++) {
      double score = 0;
      for (int i = 0; i <= FEATURES; i++) {
        score += weights[s][i] * flower.features[i];
      }
      likely[s] = Math.exp(score);
      sum += likely[s];
    }
    for (int s = 0; s < likely.length; s++) {
      likely[s] /= sum;
    }
    return likely;
  }
}
