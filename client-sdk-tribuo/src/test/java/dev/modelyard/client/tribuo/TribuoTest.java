package dev.modelyard.client.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.util.Pair;
import dev.modelyard.client.Dataset;
import dev.modelyard.client.Modelyard;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunInfo;
import dev.modelyard.client.RunStatus;
import dev.modelyard.client.Settings;
import dev.modelyard.client.Stage;
import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.data.csv.CSVLoader;
import org.tribuo.evaluation.TrainTestSplitter;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.LinearScalingTransformation;

/** A real training by Tribuo, logged to the real server and fetched back. */
class TribuoTest {
  private static final RealServer server = RealServer.shared();
  private static final Path IRIS =
      Path.of(System.getProperty("modelyard.home", ".."), "examples/java/iris.csv").normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  private Modelyard connect() {
    return Modelyard.connect(
        Settings.fromEnvironment()
            .url(server.url())
            .spool(folder.resolve("spool"))
            .closeWait(Duration.ofMinutes(1)));
  }

  private static DataSource<Label> iris() throws IOException {
    return csv(IRIS);
  }

  private static DataSource<Label> csv(Path file) throws IOException {
    return new CSVLoader<>(new LabelFactory()).loadDataSource(file, "species");
  }

  private static Model<Label> trained(MutableDataset<Label> data) {
    return new LogisticRegressionTrainer().train(data);
  }

  private static RunInfo ended(Modelyard modelyard, Run run) {
    Receipt receipt = run.end(RunStatus.FINISHED);
    assertThat(receipt.isComplete()).as(receipt.toString()).isTrue();
    return modelyard.run(receipt.runId());
  }

  @Test
  void logsATrainingAndFetchesItsModel() throws IOException {
    TrainTestSplitter<Label> split = new TrainTestSplitter<>(iris(), 0.7, 1);
    MutableDataset<Label> training = new MutableDataset<>(split.getTrain());
    MutableDataset<Label> test = new MutableDataset<>(split.getTest());
    Model<Label> model = trained(training);
    LabelEvaluation evaluation = new LabelEvaluator().evaluate(model, test);

    try (Modelyard modelyard = connect()) {
      Run run = modelyard.experiment("tribuo").startRun("softmax");
      Tribuo.log(run, "softmax", model);
      Tribuo.log(run, "test", evaluation);
      RunInfo info = ended(modelyard, run);

      assertThat(info.params())
          .containsEntry("trainer", LogisticRegressionTrainer.class.getName())
          .containsEntry("epochs", "5")
          .containsEntry("optimiser", "org.tribuo.math.optimisers.AdaGrad")
          .containsEntry("optimiser.initialLearningRate", "1.0")
          .containsEntry("train-invocation-count", "0")
          .doesNotContainKey("transformations.0");
      assertThat(info.tags())
          .containsEntry("tribuo.version", "4.3.2")
          .containsEntry("tribuo.java", System.getProperty("java.version"))
          .containsEntry("tribuo.model", model.getClass().getName())
          .containsKeys("tribuo.trained", "tribuo.os");
      assertThat(latest(info, "test/accuracy/micro"))
          .isEqualTo(evaluation.accuracy())
          .isGreaterThan(0.8);
      assertThat(latest(info, "test/f1/virginica"))
          .isEqualTo(evaluation.f1(new Label("virginica")));
      assertThat(info.metrics()).containsKey("test/balanced_error_rate/macro");

      modelyard.models().register("tribuo iris", info.id(), "softmax");
      modelyard.models().transition("tribuo iris", 1, Stage.PRODUCTION, "the first");
      Path fetched = modelyard.models().fetch("tribuo iris", Stage.PRODUCTION, folder);
      assertThat(fetched.resolve("provenance.txt")).content().contains("resource-hash");
      assertThat(fetched.resolve("MLmodel"))
          .content()
          .contains("  tribuo:\n    data: model.tribuo");
      Model<Label> back = Tribuo.load(fetched, Label.class);
      assertThat(back.getProvenance()).isEqualTo(model.getProvenance());
      assertThat(new LabelEvaluator().evaluate(back, test).getConfusionMatrix())
          .hasToString(evaluation.getConfusionMatrix().toString());
    }
  }

  @Test
  void knowsTheFileThatWasReadWhole() throws IOException {
    try (Modelyard modelyard = connect()) {
      Run run = modelyard.experiment("tribuo").startRun("whole");
      MutableDataset<Label> data = new MutableDataset<>(iris());
      Tribuo.log(run, "m", trained(data));
      String stored = server.run(ended(modelyard, run).id());
      assertThat(digests(stored)).containsExactly(Dataset.ofFile("x", IRIS).digest());
      assertThat(stored)
          .contains("\"name\":\"iris.csv\"")
          .contains(IRIS.toAbsolutePath().toUri().toString())
          .contains("\\\"num_rows\\\":150");
    }
  }

  @Test
  void tellsPartsAndTransformedDataFromTheWholeFile() throws IOException {
    try (Modelyard modelyard = connect()) {
      Run run = modelyard.experiment("tribuo").startRun("parts");
      MutableDataset<Label> training =
          new MutableDataset<>(new TrainTestSplitter<>(iris(), 0.7, 1).getTrain());
      MutableDataset<Label> test =
          new MutableDataset<>(new TrainTestSplitter<>(iris(), 0.7, 1).getTest());
      TransformationMap scaling =
          new TransformationMap(List.of(new LinearScalingTransformation(0, 1)));
      training.transform(training.createTransformers(scaling));
      Model<Label> model = trained(training);
      Tribuo.log(run, "m", model);
      Tribuo.log(run, "test", new LabelEvaluator().evaluate(model, test));
      RunInfo info = ended(modelyard, run);
      assertThat(info.params().get("transformations.0")).contains("TransformerMap");
      String whole = Dataset.ofFile("x", IRIS).digest();
      String stored = server.run(info.id());
      assertThat(stored).contains("\"value\":\"training\"").contains("\"value\":\"test\"");
      List<String> digests = digests(stored);
      assertThat(digests).hasSize(2).doesNotHaveDuplicates().doesNotContain(whole);

      // The same part of a copy of the file, which is younger and lies elsewhere.
      Path copy = Files.copy(IRIS, folder.resolve("iris.csv"));
      MutableDataset<Label> same =
          new MutableDataset<>(new TrainTestSplitter<>(csv(copy), 0.7, 1).getTest());
      Run again = modelyard.experiment("tribuo").startRun("again");
      Tribuo.log(again, "test", new LabelEvaluator().evaluate(model, same));
      assertThat(digests(server.run(ended(modelyard, again).id()))).hasSize(1).isSubsetOf(digests);
    }
  }

  @Test
  void refusesAFolderWithoutAModel() throws IOException {
    assertThatThrownBy(() -> Tribuo.load(folder, Label.class))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("Tribuo.log");
    Model<Label> model = trained(new MutableDataset<>(iris()));
    ModelFolder.write("m \"1\"", model, folder);
    assertThat(Files.readString(folder.resolve("MLmodel")))
        .startsWith("artifact_path: \"m \\\"1\\\"\"\n");
    assertThat(Tribuo.load(folder, Label.class).getProvenance()).isEqualTo(model.getProvenance());
  }

  @Test
  void tellsOutputsApartThatNoKeyCanSpell() {
    MutableDataset<Label> data = madeUp("a/b", "a_b");
    assertThat(Scores.of("test", new LabelEvaluator().evaluate(trained(data), data)))
        .containsKeys("test/tp/a_b", "test/tp/a_b-2", "test/tp/micro");
  }

  @Test
  void tellsDataApartThatNobodyHasHashed() {
    assertThat(Data.of(madeUp("a", "b").getProvenance()).digest())
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(Data.of(madeUp("a", "b").getProvenance()).digest());
  }

  @Test
  void countsAModelThatCannotBeWritten() {
    try (Modelyard modelyard = connect()) {
      Run run = modelyard.experiment("tribuo").startRun("unwritable");
      Tribuo.log(run, "mine", new Unwritable(trained(madeUp("a", "b"))));
      Receipt receipt = run.end(RunStatus.FINISHED);
      assertThat(receipt.dropped()).hasSize(1);
      assertThat(receipt.dropped().keySet().iterator().next()).contains("the model mine");
      assertThat(modelyard.run(receipt.runId()).params()).containsEntry("epochs", "5");
    }
  }

  /** A model of somebody's own, who has not thought of saving it. */
  private static final class Unwritable extends Model<Label> {
    private final Model<Label> like;

    Unwritable(Model<Label> like) {
      super("mine", like.getProvenance(), like.getFeatureIDMap(), like.getOutputIDInfo(), false);
      this.like = like;
    }

    @Override
    public Prediction<Label> predict(Example<Label> example) {
      return like.predict(example);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int most) {
      return like.getTopFeatures(most);
    }

    @Override
    public Optional<Excuse<Label>> getExcuse(Example<Label> example) {
      return like.getExcuse(example);
    }

    @Override
    protected Model<Label> copy(String name, ModelProvenance provenance) {
      return new Unwritable(like);
    }
  }

  /** Eight examples in memory, of two labels. */
  private static MutableDataset<Label> madeUp(String one, String other) {
    MutableDataset<Label> data =
        new MutableDataset<>(
            new SimpleDataSourceProvenance("made up", new LabelFactory()), new LabelFactory());
    for (int i = 0; i < 8; i++) {
      Label label = new Label(i % 2 == 0 ? one : other);
      data.add(new ArrayExample<>(label, new String[] {"x", "y"}, new double[] {i % 2, i}));
    }
    return data;
  }

  private static double latest(RunInfo info, String metric) {
    return Objects.requireNonNull(info.metrics().get(metric), metric).value();
  }

  private static List<String> digests(String run) {
    Matcher digest = Pattern.compile("\"digest\":\"([^\"]*)\"").matcher(run);
    return digest.results().map(found -> found.group(1)).toList();
  }
}
