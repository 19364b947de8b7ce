package dev.modelyard.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsManualTest {
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\w+) ", Pattern.MULTILINE);
  private static final Pattern ROW = Pattern.compile("^\\| (`.+?) \\|", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void theManualHasEveryMetricAndNoOther() throws IOException {
    Client client = server.client();
    client.experiment("measured");
    Set<String> exposed =
        TYPE.matcher(client.send(client.request("/metrics", "GET", "")).body())
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        ROW.matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
            .results()
            .flatMap(row -> NAME.matcher(row.group(1)).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).containsAll(exposed);
    // Which of these there are depends on the collector of memory, and on what it has done so far.
    documented.removeIf(name -> name.startsWith("jvm_gc_"));
    assertThat(exposed).containsAll(documented);
  }
}
