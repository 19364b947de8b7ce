package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many callers at one place: one winner, no failure, nothing half there. */
class ConcurrentFilesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int CALLERS = 16;

  // A name whose folder is missing, or whose folder is a file, could never be listed.
  private static final String ORPHANS =
      """
      SELECT count(*) FROM artifact a WHERE a.folder <> '' AND NOT EXISTS (
        SELECT FROM artifact f
        WHERE f.root = a.root AND f.kind = a.kind AND f.blob_id IS NULL
          AND concat_ws('/', NULLIF(f.folder, ''), f.name) = a.folder)
      """;

  private FileCalls files;
  private Client client;
  private String run;

  @BeforeEach
  void aRun() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
  }

  private static byte[] bytes(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void oneOfManyWritersOfANameWinsWhole() throws Exception {
    for (int size : new int[] {100, 200_000}) {
      List<Callable<Integer>> puts = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        byte[] mine = bytes(size, i);
        puts.add(() -> files.put(ofRun(run, "same/name" + size), mine).statusCode());
      }
      assertThat(AtOnce.run(CALLERS, puts)).containsOnly(200);
      byte[] stored = files.get(ofRun(run, "same/name" + size)).body();
      assertThat(stored).hasSize(size).containsOnly(stored[0]);
    }
  }

  @Test
  void manyWritersOfEqualBytesShareThem() throws Exception {
    TestSql sql = new TestSql(server.database());
    long before = sql.number("SELECT count(*) FROM blob");
    byte[] equal = bytes(200_001, 7);
    List<Callable<Integer>> puts = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String name = "equal/" + i;
      puts.add(() -> files.put(ofRun(run, name), equal).statusCode());
    }
    assertThat(AtOnce.run(CALLERS, puts)).containsOnly(200);
    assertThat(sql.number("SELECT count(*) FROM blob")).isEqualTo(before + 1);
    for (int i = 0; i < CALLERS; i++) {
      assertThat(files.get(ofRun(run, "equal/" + i)).body()).isEqualTo(equal);
    }
  }

  @Test
  void aNameBecomesAFileOrAFolderButNeverBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      String name = "either" + round;
      List<Callable<Integer>> puts = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String path = i % 2 == 0 ? name : name + "/below" + i;
        puts.add(() -> files.put(ofRun(run, path), path).statusCode());
      }
      List<Integer> answers = AtOnce.run(CALLERS, puts);
      assertThat(answers).containsOnly(200, 400);
      assertThat(answers.stream().filter(status -> status == 200)).hasSize(CALLERS / 2);
    }
    assertThat(new TestSql(server.database()).number(ORPHANS)).isZero();
  }

  @Test
  void nothingIsLeftInAFolderThatIsDeletedMeanwhile() throws Exception {
    for (int round = 0; round < 10; round++) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        String path = ofRun(run, "folder/sub" + i % 3 + "/" + i);
        calls.add(
            i % 4 == 0
                ? () -> files.delete(ofRun(run, "folder")).status()
                : () -> files.put(path, path).statusCode());
      }
      assertThat(AtOnce.run(CALLERS, calls)).containsOnly(200);
    }
    assertThat(new TestSql(server.database()).number(ORPHANS)).isZero();
  }

  @Test
  void nothingIsWrittenOnceTheRunIsDeleted() throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String path = ofRun(run, "f" + i);
      calls.add(
          i == CALLERS / 2
              ? () -> client.post("runs/delete", Json.text("run_id", run)).status()
              : () -> files.put(path, path).statusCode());
    }
    assertThat(AtOnce.run(CALLERS, calls)).containsOnly(200, 400);
    String listed = files.list(ofRun(run, ""));
    assertThat(files.put(ofRun(run, "late"), "late").statusCode()).isEqualTo(400);
    assertThat(files.list(ofRun(run, ""))).isEqualTo(listed);
  }
}
