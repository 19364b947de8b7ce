package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.client.testing.RealServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the README shows is the one that runs. */
class ExampleTest {
  private static final Path HOME =
      Path.of(System.getProperty("modelyard.home", "..")).toAbsolutePath();
  private static final Path EXAMPLE = HOME.resolve("examples/java/TrainIris.java");

  @Test
  void trainsAndLogsAndPredictsWithProduction(@TempDir Path folder)
      throws IOException, InterruptedException {
    RealServer server = RealServer.shared();
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EXAMPLE.toString(),
            HOME.resolve("examples/java/iris.csv").toString());
    program.environment().put("MLFLOW_TRACKING_URI", server.url());
    program.environment().put("MODELYARD_SPOOL", folder.resolve("spool").toString());
    program.directory(folder.toFile());
    Process process = program.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    Matcher receipt =
        Pattern.compile("run ([0-9a-f]{32}).*produced 205, forced 205, durable 205")
            .matcher(printed);
    assertThat(receipt.find()).as(printed).isTrue();
    String run = receipt.group(1);
    assertThat(server.steps(run, "loss"))
        .isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    assertThat(server.texts(run)).containsEntry("epochs", "200");
    assertThat(server.run(run))
        .contains("\"name\":\"iris\"")
        .contains("\"model_outputs\":[{\"model_id\":\"m-");
    Matcher accuracy =
        Pattern.compile("\"key\":\"accuracy\",\"value\":([0-9.]+)").matcher(server.run(run));
    assertThat(accuracy.find()).isTrue();
    assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(0.9);
    assertThat(printed)
        .containsPattern("iris-java version 1 \\(Production\\)")
        .containsPattern("fetched and verified: iris-production/1-[0-9a-f]{64}\\R")
        .containsPattern("of a (\\w+) of \\[[0-9., ]+] it says \\1\\R")
        .contains("its accuracy is " + accuracy.group(1));
    assertThat(server.ask("model-versions/get", "name", "iris-java", "version", "1"))
        .contains("\"current_stage\":\"Production\"")
        .contains("\"run_id\":\"" + run + "\"");
  }

  @Test
  void standsInTheReadme() throws IOException {
    String program = Files.readString(EXAMPLE);
    String shown =
        program
            .substring(program.indexOf("// README begins\n"), program.indexOf("    // README ends"))
            .replace("// README begins\n", "")
            .replaceAll("(?m)^ {4}", "");
    assertThat(Files.readString(HOME.resolve("README.md"))).contains("```java\n" + shown + "```");
  }
}
