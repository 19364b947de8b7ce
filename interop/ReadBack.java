import dev.modelyard.client.Artifacts;
import dev.modelyard.client.Experiment;
import dev.modelyard.client.LoggedModel;
import dev.modelyard.client.Modelyard;
import dev.modelyard.client.ModelVersion;
import dev.modelyard.client.Receipt;
import dev.modelyard.client.Run;
import dev.modelyard.client.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Logs to the server of the environment and says what it finds there; for test_java_sdk.py. */
public final class ReadBack {
  public static void main(String[] args) throws IOException {
    String name = args[0];
    Path folder = Path.of(args[1]);
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("MLmodel"), "flavors: {}\n");
    try (Modelyard modelyard = Modelyard.connect()) {
      Experiment experiment = modelyard.experiment(name);
      experiment.tag("team", "vision");
      Run run = experiment.startRun("parent");
      run.artifactText("notes ü.md", "notes");
      run.artifactText("plots/deep/b c.txt", "b");
      run.model("tree", model);
      Receipt receipt = run.end(RunStatus.FAILED);
      String id = receipt.runId();
      System.out.println("RUN " + id);
      Run again = modelyard.resumeRun(id);
      again.tag("again", "yes");
      again.note("*gone on with*");
      again.startNested("child").end(RunStatus.FINISHED);
      again.end(RunStatus.FINISHED);

      System.out.println(
          "EXPERIMENTS "
              + modelyard
                  .searchExperiments("name = '" + name + "' AND tags.team = 'vision'", "name ASC")
                  .map(found -> found.name() + found.tags().get("team"))
                  .collect(Collectors.toList()));
      System.out.println(
          "MODELS "
              + experiment
                  .searchModels("name = 'tree'", "creation_timestamp DESC")
                  .map(LoggedModel::status)
                  .collect(Collectors.toList()));
      Artifacts artifacts = modelyard.artifacts(id);
      System.out.println("LISTED " + artifacts.list() + artifacts.list("plots"));
      Path fetched = artifacts.fetchFolder("", folder.resolve("all"));
      System.out.println("FOLDER " + Files.readString(fetched.resolve("plots/deep/b c.txt")));
      Path file = artifacts.fetchFile("notes ü.md", folder.resolve("notes"));
      System.out.println("FILE " + Files.readString(file));
      ModelVersion version = modelyard.models().register(name, id, "tree");
      System.out.println("VERSION " + version.version());
    }
  }
}
