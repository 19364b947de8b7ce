package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelyard.client.testing.PlainMlflow;
import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be read back. */
class ReadTest {
  private static final RealServer server = RealServer.shared();

  private Modelyard modelyard = Modelyard.connect(Settings.from(Map.of()).url(server.url()));

  @BeforeEach
  void connect(@TempDir Path spool) {
    modelyard.close();
    modelyard =
        Modelyard.connect(
            Settings.from(Map.of()).url(server.url()).spool(spool).paced(1 << 16, RunTest.quick()));
  }

  @AfterEach
  void close() {
    modelyard.close();
  }

  @Test
  void tellsOfARun() {
    Run run = modelyard.experiment("reads").startRun("one");
    run.param("p", "v");
    run.metric("m", 0.5, 7, 8);
    run.metric("nan", Double.NaN);
    run.end(RunStatus.FAILED);
    RunInfo info = modelyard.run(run.id());
    assertThat(info.id()).isEqualTo(run.id());
    assertThat(info.name()).isEqualTo("one");
    assertThat(info.status()).isEqualTo("FAILED");
    assertThat(info.params()).isEqualTo(Map.of("p", "v"));
    assertThat(info.tags()).containsEntry("mlflow.runName", "one");
    assertThat(info.metrics()).hasSize(2);
    assertThat(info.metrics().get("m"))
        .hasToString("m=0.5 at step 7")
        .extracting(MetricPoint::timeMillis)
        .isEqualTo(8L);
    assertThat(info.metrics().get("nan")).extracting(MetricPoint::value).isEqualTo(Double.NaN);
    assertThat(info.endTime().getAsLong()).isGreaterThanOrEqualTo(info.startTime());
    assertThat(info.artifactUri()).endsWith(run.id() + "/artifacts");
  }

  @Test
  void saysThatThereIsNoSuchRun() {
    assertThatThrownBy(() -> modelyard.run("0".repeat(32)))
        .isInstanceOf(ModelyardException.class)
        .hasMessageContaining("not found");
  }

  @Test
  void givesAHistoryPageByPage() {
    Run run = modelyard.experiment("reads").startRun("long");
    LongStream.range(0, 60_000).forEach(step -> run.metric("m", (double) step, step, step));
    run.close();
    assertThat(modelyard.history(run.id(), "m").map(MetricPoint::step))
        .containsExactlyElementsOf(LongStream.range(0, 60_000).boxed().toList());
    assertThat(modelyard.history(run.id(), "none")).isEmpty();
  }

  @Test
  void findsRuns() {
    Experiment experiment = modelyard.experiment("searched");
    List<Run> runs = IntStream.range(0, 5).mapToObj(i -> experiment.startRun("run " + i)).toList();
    runs.forEach(run -> run.metric("m", runs.indexOf(run)));
    runs.forEach(Run::close);
    assertThat(experiment.search("metrics.m > 1", "metrics.m DESC").map(RunInfo::name))
        .containsExactly("run 4", "run 3", "run 2");
    assertThat(experiment.search("")).hasSize(5);
    assertThat(modelyard.experiment("unheard of").search("")).isEmpty();
    assertThatThrownBy(() -> experiment.search("nonsense").toList())
        .isInstanceOf(ModelyardException.class);
  }

  @Test
  void findsAndTagsExperiments() {
    Experiment one = modelyard.experiment("shelf one");
    Experiment two = modelyard.experiment("shelf two");
    one.tag("team", "vision");
    one.tag("team", "speech");
    two.note("*two*");
    assertThat(one.info().tags()).isEqualTo(Map.of("team", "speech"));
    assertThat(two.info().tags()).isEqualTo(Map.of("mlflow.note.content", "*two*"));
    assertThat(modelyard.searchExperiments("name LIKE 'shelf %'", "name DESC"))
        .extracting(ExperimentInfo::name)
        .containsExactly("shelf two", "shelf one");
    ExperimentInfo found =
        modelyard.searchExperiments("tags.team = 'speech'").collect(onlyElement());
    assertThat(found).hasToString("experiment " + one.info().id() + " (shelf one)");
    assertThat(found.isDeleted()).isFalse();
    assertThat(found.lastUpdateTime()).isGreaterThanOrEqualTo(found.creationTime());
    assertThat(found.artifactLocation()).endsWith("/" + found.id());
    assertThatThrownBy(() -> modelyard.experiment("unheard of").info())
        .isInstanceOf(ModelyardException.class);
    assertThatThrownBy(() -> one.tag("", "v")).isInstanceOf(ModelyardException.class);
  }

  @Test
  void findsMoreExperimentsThanAPageHolds() {
    IntStream.range(0, 501)
        .forEach(i -> server.tell("experiments/create", "{\"name\":\"many " + i + "\"}"));
    assertThat(modelyard.searchExperiments("name LIKE 'many %'").map(ExperimentInfo::name))
        .doesNotHaveDuplicates()
        .hasSize(501);
  }

  @Test
  void findsLoggedModels(@TempDir Path model) throws IOException {
    Files.writeString(model.resolve("MLmodel"), "flavors: {}\n");
    Experiment experiment = modelyard.experiment("models searched");
    Run run = experiment.startRun("r");
    List.of("tree", "bush", "tree").forEach(name -> run.model(name, model));
    assertThat(run.end(RunStatus.FINISHED).isComplete()).isTrue();
    assertThat(experiment.searchModels("name = 'tree'")).hasSize(2);
    assertThat(experiment.searchModels("", "name ASC"))
        .extracting(LoggedModel::name)
        .containsExactly("bush", "tree", "tree");
    LoggedModel bush = experiment.searchModels("name = 'bush'").collect(onlyElement());
    assertThat(bush).hasToString("model " + bush.id() + " (bush, READY)");
    assertThat(bush.runId()).isEqualTo(run.id());
    assertThat(bush.tags()).containsKey("modelyard.model_key");
    assertThat(bush.experimentId()).isEqualTo(experiment.info().id());
    assertThat(bush.creationTime()).isPositive();
    assertThat(modelyard.experiment("unheard of").searchModels("")).isEmpty();
  }

  private static <T> Collector<T, ?, T> onlyElement() {
    return Collectors.collectingAndThen(
        Collectors.toList(),
        all -> {
          assertThat(all).hasSize(1);
          return all.get(0);
        });
  }

  @Test
  void tellsWhoAnswers() {
    ServerInfo info = modelyard.serverInfo();
    assertThat(info.isModelyard()).isTrue();
    assertThat(info.mlflowVersion()).isEqualTo("3.17.2");
    try (PlainMlflow plain = new PlainMlflow(server.url());
        Modelyard there =
            Modelyard.connect(Settings.from(Map.of()).url(plain.url()).spool(Path.of("none")))) {
      assertThat(there.serverInfo()).hasToString("MLflow 3.17.2, API of MLflow 3.17.2");
    }
  }
}
