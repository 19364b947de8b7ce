package dev.modelyard.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages that users read are made without a warning. */
class JavadocTest {
  @Test
  void isMadeWithoutAWarning(@TempDir Path pages) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javadoc")
            .orElseThrow()
            .run(
                out,
                out,
                "-quiet",
                "-Xdoclint:all,-missing",
                "-Werror",
                "--release",
                "11",
                "--module-path",
                System.getProperty("java.class.path"),
                "--add-modules",
                "org.jspecify",
                "-sourcepath",
                Path.of("src", "main", "java").toString(),
                "-d",
                pages.toString(),
                "dev.modelyard.client");
    assertThat(status).as(said.toString()).isZero();
  }
}
