package dev.modelyard.server.artifacts.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.blobs.BlobLocation;
import dev.modelyard.server.blobs.Blobs;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collecting and verifying, beside a running server and its real store. */
class UpkeepTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final Duration WEEK = Duration.ofDays(7);

  private FileCalls files;
  private String run;
  private Measures measures;
  private Database database;
  private Gc gc;
  private Blobs blobs;
  private TestSql sql;

  @BeforeEach
  void open() {
    files = new FileCalls(server);
    run = server.client().run("0");
    measures = new Measures();
    database = Database.open(server.database(), 2, false, measures.database());
    blobs = new BlobLocation.Folder(server.artifactFolder()).connect();
    sql = new TestSql(server.database());
    // What earlier tests left behind is not this test's business.
    gc = new Gc(database, blobs, InstantSource.system());
    gc.run(Duration.ZERO);
  }

  @AfterEach
  void close() {
    blobs.close();
    database.close();
    measures.close();
  }

  /** Lets time pass for what is marked. */
  private void later(Duration time) {
    sql.execute("UPDATE blob SET unlinked = unlinked - " + time.toMillis());
  }

  private String path(String name) {
    return FileCalls.ofRun(run, name);
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[150_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private long filesInStore() throws IOException {
    try (Stream<Path> all = Files.walk(server.artifactFolder())) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  private List<String> faults() {
    List<String> faults = new ArrayList<>();
    new Verification(database, blobs).run(faults::add);
    return faults;
  }

  @Test
  void collectsDeletedAndOverwrittenBytesOnceTheGraceIsOver() throws IOException {
    files.put(path("deleted"), bytes(1));
    files.put(path("kept"), bytes(2));
    files.put(path("kept"), bytes(3));
    files.delete(path("deleted"));
    long before = filesInStore();

    Gc.Report marked = gc.run(WEEK);
    assertThat(marked.collected()).isZero();
    assertThat(marked.waiting()).isEqualTo(2);
    assertThat(marked.waitingBytes()).isEqualTo(300_000);
    later(Duration.ofDays(6));
    assertThat(gc.run(WEEK).collected()).isZero();
    assertThat(filesInStore()).isEqualTo(before);

    later(Duration.ofDays(2));
    Gc.Report collected = gc.run(WEEK);
    assertThat(collected.collected()).isEqualTo(2);
    assertThat(collected.collectedBytes()).isEqualTo(300_000);
    assertThat(collected.failed()).isZero();
    assertThat(filesInStore()).isEqualTo(before - 2);
    assertThat(files.get(path("kept")).body()).isEqualTo(bytes(3));
    assertThat(faults()).isEmpty();
  }

  @Test
  void keepsBytesThatAreUsedAgainWithinTheGrace() {
    files.put(path("a"), bytes(4));
    files.delete(path("a"));
    gc.run(WEEK);
    later(Duration.ofDays(6));
    files.put(path("again"), bytes(4));
    files.delete(path("again"));
    // The grace begins anew with the next look, since the bytes were in use meanwhile.
    gc.run(WEEK);
    later(Duration.ofDays(2));
    assertThat(gc.run(WEEK).collected()).isZero();
    files.put(path("third"), bytes(4));
    gc.run(Duration.ZERO);
    assertThat(files.get(path("third")).body()).isEqualTo(bytes(4));
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    files.put(path("a"), bytes(5));
    files.delete(path("a"));
    long before = filesInStore();
    Gc.Report dry = gc.dryRun(Duration.ZERO);
    assertThat(dry.collected()).isEqualTo(1);
    assertThat(dry.collectedBytes()).isEqualTo(150_000);
    assertThat(gc.dryRun(WEEK).waiting()).isEqualTo(1);
    assertThat(filesInStore()).isEqualTo(before);
    assertThat(sql.number("SELECT count(*) FROM blob WHERE unlinked IS NOT NULL")).isZero();
  }

  @Test
  void sweepsWhatAKilledUploadLeftBehind() throws IOException {
    UUID stray = UUID.randomUUID();
    sql.execute(
        "INSERT INTO blob_stray VALUES ('"
            + stray
            + "', "
            + Instant.now().minus(Duration.ofHours(25)).toEpochMilli()
            + ", false)");
    long before = filesInStore();
    blobs.write(stray, new ByteArrayInputStream(bytes(6)), 150_000);
    assertThat(filesInStore()).isEqualTo(before + 1);
    Gc.Report report = gc.run(WEEK);
    assertThat(report.strays()).isGreaterThanOrEqualTo(1);
    assertThat(filesInStore()).isEqualTo(before);
  }

  @Test
  void finishesWhatAKilledCollectorBegan() throws IOException {
    files.put(path("a"), bytes(7));
    long before = filesInStore();
    files.delete(path("a"));
    // As it stands between the commit that ends the blob and the deletion of its bytes.
    sql.execute(
        "WITH gone AS (DELETE FROM blob b WHERE NOT EXISTS"
            + " (SELECT FROM artifact a WHERE a.blob_id = b.blob_id) RETURNING blob_id)"
            + " INSERT INTO blob_stray SELECT blob_id, 0, true FROM gone");
    gc.run(WEEK);
    assertThat(filesInStore()).isEqualTo(before - 1);
    assertThat(sql.number("SELECT count(*) FROM blob_stray WHERE doomed")).isZero();
  }

  @Test
  void doesNotLetAnUploadEndThatWasGivenUp() {
    // All ids that the server holds ready are doomed, as after more than a day.
    sql.execute("UPDATE blob_stray SET doomed = true");
    int status = files.put(path("late"), bytes(8)).statusCode();
    assertThat(status).isEqualTo(503);
    assertThat(files.text(path("late"))).isEqualTo("404");
    sql.execute("UPDATE blob_stray SET doomed = false");
  }

  @Test
  void findsAFlippedByteAndAMissingFile() throws IOException {
    files.put(path("flipped.bin"), bytes(9));
    files.put(path("missing.bin"), bytes(10));
    files.put(path("good.bin"), bytes(11));
    assertThat(faults()).isEmpty();
    Path flipped = server.blobFile(blobOf("flipped.bin"));
    byte[] content = Files.readAllBytes(flipped);
    content[77_777] ^= 1;
    Files.write(flipped, content);
    Files.delete(server.blobFile(blobOf("missing.bin")));
    assertThat(faults())
        .hasSize(2)
        .anySatisfy(fault -> assertThat(fault).contains("has changed", run, "flipped.bin"))
        .anySatisfy(fault -> assertThat(fault).contains("cannot be read", run, "missing.bin"));
    sql.execute("DELETE FROM artifact WHERE name IN ('flipped.bin', 'missing.bin')");
  }

  @Test
  void findsAMissingEmptyFile() throws IOException {
    files.put(path("empty.bin"), new byte[0]);
    assertThat(faults()).isEmpty();
    Path file = server.blobFile(blobOf("empty.bin"));
    Files.delete(file);
    assertThat(faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault).contains("cannot be read", run, "empty.bin"));
    Files.createFile(file);
  }

  private UUID blobOf(String name) {
    return UUID.fromString(
        sql.text(
            "SELECT blob_id FROM artifact WHERE name = '" + name + "' ORDER BY modified DESC"));
  }
}
