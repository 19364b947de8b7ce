import dev.modelyard.client.Dataset;
import dev.modelyard.client.ModelVersion;
import dev.modelyard.client.Models;
import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import dev.modelyard.client.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a softmax regression on the iris data, in plain Java, logs how it goes, brings the model
 * into Production, and predicts with what it fetches from there.
 */
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

    @Override
    public String toString() {
      double[] measured = Arrays.copyOf(features, FEATURES);
      return "a " + SPECIES.get(species) + " of " + Arrays.toString(measured);
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
      double accuracy = model.accuracy(test);
      run.metric("accuracy", accuracy);
      run.model("softmax", model.save());
      Receipt receipt = run.end(RunStatus.FINISHED);
      System.out.println(receipt);

      Models models = modelyard.models();
      ModelVersion made = models.register("iris-java", receipt.runId(), "softmax");
      String reason = "accuracy " + accuracy;
      System.out.println(models.transition("iris-java", made.version(), Stage.PRODUCTION, reason));
      if (modelyard.serverInfo().isModelyard()) { // MLflow gives out no files of a stage
        Path fetched = models.fetch("iris-java", Stage.PRODUCTION, Path.of("iris-production"));
        System.out.println("fetched and verified: " + fetched);
        TrainIris live = load(fetched);
        Flower flower = test.get(0);
        System.out.println("of " + flower + " it says " + live.predict(flower));
        System.out.println("its accuracy is " + live.accuracy(test));
      }
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

  /** The species that the flower is most likely of. */
  String predict(Flower flower) {
    return SPECIES.get(best(flower));
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

  /** Reads a model from a folder into which {@link #save} has written one. */
  static TrainIris load(Path folder) throws IOException {
    TrainIris model = new TrainIris();
    for (String line : Files.readAllLines(folder.resolve("weights.csv"))) {
      String[] fields = line.split(",");
      double[] weights = model.weights[SPECIES.indexOf(fields[0])];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Double.parseDouble(fields[i + 1]);
      }
    }
    return model;
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
