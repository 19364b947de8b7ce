package dev.modelyard.client.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Run;
import dev.modelyard.client.Settings;
import dev.modelyard.client.Stage;
import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.data.csv.CSVLoader;
import org.tribuo.evaluation.TrainTestSplitter;

/** What the manual shows is what runs. */
class ManualTest {
  private static final Path HOME = Path.of(System.getProperty("modelyard.home", ".."));

  private static String train(Modelyard modelyard, Path data) throws IOException {
    // begins
    var csv = new CSVLoader<>(new LabelFactory());
    var split = new TrainTestSplitter<>(csv.loadDataSource(data, "species"), 0.7, 1);
    var training = new MutableDataset<>(split.getTrain());
    var test = new MutableDataset<>(split.getTest());

    try (Run run = modelyard.experiment("iris").startRun("softmax")) {
      Model<Label> model = new LogisticRegressionTrainer().train(training);
      Tribuo.log(run, "softmax", model);
      Tribuo.log(run, "test", new LabelEvaluator().evaluate(model, test));
      // ends
      return run.id();
    }
  }

  private static Model<Label> load(Modelyard modelyard, Path live) throws IOException {
    // begins
    Path folder = modelyard.models().fetch("iris", Stage.PRODUCTION, live);
    Model<Label> model = Tribuo.load(folder, Label.class);
    // ends
    return model;
  }

  @Test
  void runs(@TempDir Path folder) throws IOException {
    Settings settings =
        Settings.fromEnvironment()
            .url(RealServer.shared().url())
            .spool(folder.resolve("spool"))
            .closeWait(Duration.ofMinutes(1));
    try (Modelyard modelyard = Modelyard.connect(settings)) {
      String run = train(modelyard, HOME.resolve("examples/java/iris.csv"));
      modelyard.models().register("iris", run, "softmax");
      modelyard.models().transition("iris", 1, Stage.PRODUCTION, "the first");
      assertThat(load(modelyard, folder).getOutputIDInfo().size()).isEqualTo(3);
    }
  }

  @Test
  void standsInTheManual() throws IOException {
    String manual = Files.readString(HOME.resolve("docs/java-sdk.md"));
    String here =
        Files.readString(
            Path.of("src", "test", "java", "dev", "modelyard", "client", "tribuo")
                .resolve("ManualTest.java"));
    String[] parts = here.split(" +// (begins|ends)\n", 5);
    assertThat(parts).hasSize(5);
    assertThat(manual)
        .contains("```java\n" + parts[1].replaceAll("(?m)^ {4}", "") + "}\n")
        .contains("\n" + parts[3].replaceAll("(?m)^ {4}", "") + "```\n");
  }
}
