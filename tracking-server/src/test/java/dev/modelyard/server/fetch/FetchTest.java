package dev.modelyard.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.modelyard.server.fetch.FetchCalls.Ended;
import dev.modelyard.server.registry.fetch.StoredModels;
import dev.modelyard.server.testing.TcpProxy;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command fetch against the real server. */
class FetchTest {
  private static final int MIB = 1 << 20;

  @RegisterExtension static final TestServer server = new TestServer();

  private final StoredModels models = new StoredModels(server);
  private final Path folder;

  FetchTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String url() {
    return "http://127.0.0.1:" + server.port();
  }

  private Path dir() {
    return folder.resolve("model");
  }

  private Path home() {
    return folder.resolve(".model.modelyard");
  }

  private Ended fetch(String model, String... options) {
    return FetchCalls.fetch(url(), model, dir(), options);
  }

  private static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> content = new TreeMap<>();
    Path real = directory.toRealPath();
    try (Stream<Path> files = Files.walk(real)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            real.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return content;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/2", "/latest", "@best", "/Staging", "/staging"})
  void fetchesTheVersionThatIsMeant(String which) throws IOException {
    String name = "meant " + which.replace('/', ' ');
    models.model(name);
    models.version(name, Map.of("f", bytes("old")));
    models.version(name, Map.of("f", bytes("new"), "a/b c/ü+%", bytes("deep"), "empty", bytes("")));
    models.alias(name, "best", "2");
    models.stage(name, "2", "Staging");
    Ended ended = fetch("models:/" + name + which);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .startsWith("fetched: " + name + " version 2, 3 files, 7 bytes, sha256:");
    assertThat(content(dir())).isEqualTo(Map.of("f", "new", "a/b c/ü+%", "deep", "empty", ""));
  }

  @Test
  void notesWhatItHasFetchedBesideTheFiles() throws IOException {
    models.model("noted");
    models.version("noted", Map.of("f", bytes("x")));
    fetch("models:/noted/1");
    String record = Files.readString(dir().toRealPath().resolveSibling(".modelyard-model.json"));
    assertThat(record)
        .contains("\"noted\"", "\"version\" : \"1\"", "sha256:", url(), "models:/noted/1");
  }

  @Test
  void transfersNothingWhenUpToDate() {
    models.model("same");
    models.version("same", Map.of("f", bytes("x")));
    fetch("models:/same/1");
    Ended ended = fetch("models:/same/latest");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("up to date: same version 1");
    assertThat(fetch("models:/same/1", "--verify").out()).startsWith("up to date");
  }

  @Test
  void switchesToAnotherVersionAndKeepsTheOneBefore() throws IOException {
    models.model("moving");
    for (int n = 1; n <= 3; n++) {
      models.version("moving", Map.of("f", bytes("v" + n)));
      models.alias("moving", "champion", Integer.toString(n));
      assertThat(fetch("models:/moving@champion").out()).startsWith("fetched");
      assertThat(content(dir())).isEqualTo(Map.of("f", "v" + n));
    }
    assertThat(names(home())).hasSize(3).anyMatch(name -> name.startsWith("2-"));
    models.alias("moving", "champion", "2");
    assertThat(fetch("models:/moving@champion").out()).contains("(0 bytes transferred)");
    assertThat(content(dir())).isEqualTo(Map.of("f", "v2"));
    assertThat(names(home())).hasSize(3).anyMatch(name -> name.startsWith("3-"));
  }

  @Test
  void showsReadersTheOldOrTheNewModelAtEveryMoment() throws IOException {
    models.model("watched");
    for (int n = 1; n <= 2; n++) {
      byte[] same = bytes("v" + n);
      models.version("watched", Map.of("a", same, "b", same, "c/d", same));
    }
    fetch("models:/watched/1");
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Set<Map<String, String>>> seen =
        CompletableFuture.supplyAsync(() -> everythingSeen(over));
    CompletableFuture<Boolean> always = CompletableFuture.supplyAsync(() -> isAlwaysThere(over));
    for (int n = 0; n < 20; n++) {
      assertThat(fetch("models:/watched/" + (n % 2 == 0 ? 2 : 1)).out()).startsWith("fetched");
    }
    over.set(true);
    assertThat(always.join()).isTrue();
    assertThat(seen.join())
        .containsExactlyInAnyOrder(
            Map.of("a", "v1", "b", "v1", "c/d", "v1"), Map.of("a", "v2", "b", "v2", "c/d", "v2"));
  }

  /** Looks so often that a gap of some microseconds is seen. */
  private boolean isAlwaysThere(AtomicBoolean over) {
    try {
      while (!over.get()) {
        Files.readSymbolicLink(dir());
      }
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private Set<Map<String, String>> everythingSeen(AtomicBoolean over) {
    Set<Map<String, String>> seen = new HashSet<>();
    try {
      while (!over.get()) {
        seen.add(content(dir()));
      }
    } catch (IOException gone) {
      seen.add(Map.of("gone", gone.toString()));
    }
    return seen;
  }

  @Test
  void goesOnWhereAKilledFetchStopped() throws IOException {
    models.model("killed");
    models.version("killed", Map.of("big.bin", random(1, 24 * MIB), "small.txt", bytes("small")));
    try (TcpProxy proxy = new TcpProxy("127.0.0.1", server.port())) {
      proxy.holdAfter(12 * MIB);
      String through = "http://127.0.0.1:" + proxy.port();
      try (FetchChild child = FetchChild.start(through, "models:/killed/1", dir())) {
        await().until(() -> partialBytes() > 8L * MIB);
        child.kill();
      }
      assertThat(dir()).doesNotExist();
      proxy.cut();
      proxy.mend();
      long before = proxy.delivered();
      Ended ended = FetchCalls.fetch(through, "models:/killed/1", dir());
      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("of it here already");
      assertThat(proxy.delivered() - before).isLessThan(17L * MIB);
    }
    assertThat(Files.readAllBytes(dir().resolve("big.bin"))).isEqualTo(random(1, 24 * MIB));
    assertThat(names(home())).hasSize(2);
  }

  private long partialBytes() throws IOException {
    if (!Files.exists(home().resolve("partial"))) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(home().resolve("partial"))) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (NoSuchFileException moved) {
      return 0;
    }
  }

  @Test
  void noticesWhenWhatAKilledFetchLeftIsSpoiled() throws IOException {
    models.model("spoiled");
    models.version("spoiled", Map.of("f", bytes("0123456789")));
    fetch("models:/spoiled/1");
    Path whole = dir().toRealPath();
    String version = home().relativize(whole).getName(0).toString();
    Path parts = home().resolve("partial").resolve(version).resolve("parts");
    Files.createDirectories(parts);
    String record = Files.readString(whole.resolveSibling(".modelyard-model.json"));
    String sha256 = record.replaceAll("(?s).*\"sha256\" : \"([0-9a-f]{64})\".*", "$1");
    Files.writeString(parts.resolve(sha256), "XX234");
    Files.delete(whole.resolve("f"));
    assertThat(fetch("models:/spoiled/1").code()).isZero();
    assertThat(content(dir())).isEqualTo(Map.of("f", "0123456789"));
  }

  @Test
  void findsAFlippedByteOfTheStoreAndLeavesTheFolderAsItIs() throws IOException {
    models.model("flipped");
    models.version("flipped", Map.of("f", bytes("good")));
    models.version("flipped", Map.of("flipped.bin", random(2, 3_000)));
    fetch("models:/flipped/1");
    String id =
        new TestSql(server.database())
            .text("SELECT blob_id FROM artifact WHERE name = 'flipped.bin'");
    Path blob = server.blobFile(UUID.fromString(id));
    byte[] stored = Files.readAllBytes(blob);
    stored[1_500] ^= 1;
    Files.write(blob, stored);
    Ended ended = fetch("models:/flipped/2");
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err()).contains("flipped.bin");
    assertThat(content(dir())).isEqualTo(Map.of("f", "good"));
  }

  @Test
  void mendsFilesThatSomebodyHasChanged() throws IOException {
    models.model("mended");
    models.version("mended", Map.of("a", bytes("aaa"), "b", bytes("bbb"), "c", bytes("ccc")));
    fetch("models:/mended/1");
    Files.delete(dir().resolve("a"));
    Files.writeString(dir().resolve("b"), "longer");
    assertThat(fetch("models:/mended/1").out()).startsWith("fetched").contains("6 bytes transf");
    Files.writeString(dir().resolve("c"), "CCC");
    assertThat(fetch("models:/mended/1").out()).startsWith("up to date");
    assertThat(fetch("models:/mended/1", "--verify").out()).startsWith("fetched");
    assertThat(content(dir())).isEqualTo(Map.of("a", "aaa", "b", "bbb", "c", "ccc"));
  }

  @Test
  void bringsEqualFilesOnce() throws IOException {
    models.model("equal");
    byte[] bytes = random(3, 2 * MIB);
    models.version("equal", Map.of("a", bytes, "b/c", bytes, "d", bytes));
    assertThat(fetch("models:/equal/1").out()).contains("6.0 MiB", "(2.0 MiB transferred)");
    assertThat(content(dir())).hasSize(3);
  }

  @Test
  void tellsWhatIsNotThereAndLeavesNoFolder() {
    models.model("absent");
    models.version("absent", Map.of("f", bytes("x")));
    for (String model :
        List.of(
            "models:/nosuch/1",
            "models:/absent/2",
            "models:/absent@none",
            "models:/absent/Production",
            "models:/absent/Prod")) {
      Ended ended = fetch(model);
      assertThat(ended.code()).as(model).isEqualTo(3);
      assertThat(ended.err()).isNotBlank();
      assertThat(ended.out()).isEmpty();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tellsThatFilesLieElsewhere() {
    models.model("elsewhere");
    models.version("elsewhere", "", "s3://bucket/of/mine");
    Ended ended = fetch("models:/elsewhere/1");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("s3://bucket/of/mine");
  }

  @Test
  void refusesAFolderThatItHasNotMade() throws IOException {
    models.model("refused");
    models.version("refused", Map.of("f", bytes("x")));
    Files.createDirectories(dir());
    Files.writeString(dir().resolve("mine.txt"), "mine");
    Ended ended = fetch("models:/refused/1");
    assertThat(ended.code()).isEqualTo(6);
    assertThat(ended.err()).contains("move it away");
    assertThat(content(dir())).isEqualTo(Map.of("mine.txt", "mine"));
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, dir());
    assertThat(FetchCalls.fetch(url(), "models:/refused/1", link).code()).isEqualTo(6);
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertThat(FetchCalls.fetch(url(), "models:/refused/1", file).code()).isEqualTo(6);
    assertThat(names(folder)).containsExactly("file", "link", "model");
  }

  @Test
  void takesAnEmptyFolderAndMakesThoseAbove() throws IOException {
    models.model("taken");
    models.version("taken", Map.of("f", bytes("x")));
    Files.createDirectories(dir());
    assertThat(fetch("models:/taken/1").code()).isZero();
    Path deep = folder.resolve("a/b/c");
    assertThat(FetchCalls.fetch(url(), "models:/taken/1", deep).code()).isZero();
    assertThat(content(deep)).isEqualTo(Map.of("f", "x"));
  }

  @Test
  void staysOutOfTheWayOfAnotherFetch() throws IOException {
    models.model("locked");
    models.version("locked", Map.of("f", bytes("x")));
    Files.createDirectories(home());
    try (FileChannel channel =
            FileChannel.open(
                home().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      Ended ended = fetch("models:/locked/1", "--timeout", "1s");
      assertThat(ended.code()).isEqualTo(6);
      assertThat(ended.err()).contains("Waiting for another fetch", "is at work");
    }
    assertThat(fetch("models:/locked/1").code()).isZero();
  }

  @Test
  void tellsThatTheServerIsAway() throws IOException {
    TcpProxy nobody = new TcpProxy("127.0.0.1", server.port());
    nobody.close();
    Ended ended =
        FetchCalls.fetch(
            "http://127.0.0.1:" + nobody.port(), "models:/m/1", dir(), "--timeout", "1s");
    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err()).contains("cannot be reached");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void sitsOutAServerThatIsAwayForAMoment() {
    models.model("patient");
    models.version("patient", Map.of("f", random(4, MIB)));
    try (TcpProxy proxy = new TcpProxy("127.0.0.1", server.port())) {
      proxy.holdAfter(MIB / 2);
      CompletableFuture<Ended> fetching =
          CompletableFuture.supplyAsync(
              () ->
                  FetchCalls.fetch("http://127.0.0.1:" + proxy.port(), "models:/patient/1", dir()));
      await().until(() -> partialBytes() > 0);
      proxy.cut();
      proxy.mend();
      Ended ended = fetching.join();
      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("trying again");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iris",
        "models:/",
        "models:/iris",
        "models:/iris/",
        "models:/iris@",
        "models:/@a",
        "models://iris/1",
        "models:/iris/1/2",
        "runs:/abc/model",
        "models:/m-0123456789abcdef0123456789abcdef"
      })
  void explainsModelsThatItCannotRead(String model) {
    Ended ended = fetch(model);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("models:/iris@champion");
  }

  @Test
  void explainsOptionsThatItCannotRead() {
    for (String[] options :
        new String[][] {
          {"--parallel", "0"}, {"--timeout", "soon"}, {"--server", "ftp://x"}, {"--nosuch"}
        }) {
      assertThat(fetch("models:/m/1", options).code()).as(options[0]).isEqualTo(2);
    }
    assertThat(FetchCalls.run(Map.of(), List.of("models:/m/1")).code()).isEqualTo(2);
    assertThat(FetchCalls.run(Map.of(), List.of("models:/m/1", "/")).code()).isEqualTo(2);
  }
}
