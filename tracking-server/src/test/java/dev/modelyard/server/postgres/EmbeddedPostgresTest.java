package dev.modelyard.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.modelyard.server.error.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static final String BINARIES = "postgres-" + PostgresBinaries.VERSION;

  private static Path shared = Path.of("");

  private Path folder = Path.of("");

  private final List<AutoCloseable> opened = new ArrayList<>();
  private Path data = Path.of("");

  @BeforeAll
  static void unpackOnce(@TempDir Path fresh) throws IOException {
    shared = fresh;
    letEverybodyEnter(shared);
    // Left by an unpacking that was killed: it is removed and not taken for the programs.
    Path unfinished = shared.resolve(BINARIES + ".unfinished/bin");
    Files.createDirectories(unfinished);
    Files.createFile(unfinished.resolve("postgres"));
    Files.createDirectory(shared.resolve("postgres-17.2.0"));
    Files.createDirectory(shared.resolve("postgres-log"));
    try (DataDirectory directory = DataDirectory.open(shared)) {
      PostgresBinaries.unpack(PostgresArchive.forThisMachine(), directory);
    }
  }

  @BeforeEach
  void shareTheUnpackedPrograms(@TempDir Path fresh) throws IOException {
    folder = fresh;
    letEverybodyEnter(folder);
    data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve(BINARIES), shared.resolve(BINARIES));
  }

  @AfterEach
  void closeAll() throws Exception {
    closeOpened();
    LeftOverProcesses leftOvers = new LeftOverProcesses(data.resolve("pgdata"));
    // What a killed server leaves behind ends by itself, soon.
    await().untilAsserted(() -> assertThat(leftOvers.postmaster()).isEmpty());
    await().untilAsserted(() -> assertThat(leftOvers.orphans()).isEmpty());
    // JUnit warns of links that lead out of its folder.
    Files.deleteIfExists(data.resolve(BINARIES));
  }

  @Test
  void programsOfKilledUnpackingsAndOtherVersionsAreReplaced() throws IOException {
    try (var names = Files.list(shared)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(BINARIES, "lock", "postgres-log");
    }
    Program.Result version =
        Program.run(List.of(shared + "/" + BINARIES + "/bin/postgres", "--version"), shared);
    assertThat(version.output() + ".0").endsWith(" " + PostgresBinaries.VERSION);
  }

  @Test
  void startsFreshWithDurableSettingsAndUnicode() throws Exception {
    EmbeddedPostgres postgres = start();
    assertThat(show(postgres, "fsync")).isEqualTo("on");
    assertThat(show(postgres, "full_page_writes")).isEqualTo("on");
    assertThat(show(postgres, "synchronous_commit")).isEqualTo("on");
    assertThat(show(postgres, "data_checksums")).isEqualTo("on");
    assertThat(show(postgres, "server_encoding")).isEqualTo("UTF8");
    assertThat(show(postgres, "listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(show(postgres, "unix_socket_directories")).isEmpty();
    assertThat(show(postgres, "shared_buffers")).isEqualTo("128MB");
    assertThat(show(postgres, "max_connections")).isEqualTo("100");
    assertThat(show(postgres, "jit")).isEqualTo("off");
    assertThat(show(postgres, "log_timezone")).isEqualTo("UTC");
    assertThat(query(postgres, "SELECT current_database() || version()"))
        .startsWith("modelyardPostgreSQL 18.");
    assertThat(query(postgres, "SELECT lower('ÉΩ' COLLATE \"und-x-icu\")")).isEqualTo("éω");
    assertThat(query(postgres, "SELECT 'É' ILIKE 'é'")).isEqualTo("t");
    assertThat(query(postgres, "SELECT 'Z' < 'a'")).isEqualTo("t");
  }

  @Test
  void admitsNobodyWithoutThePassword() throws IOException {
    EmbeddedPostgres postgres = start();
    assertThatThrownBy(
            () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("postgres-password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsTheDataAndThePasswordOverARestart() throws Exception {
    EmbeddedPostgres first = start();
    execute(first, "CREATE TABLE kept AS SELECT 'still here' AS word");
    first.close();
    assertThat(data.resolve("pgdata/postmaster.pid")).doesNotExist();
    closeOpened();
    EmbeddedPostgres second = start();
    assertThat(second.password()).isEqualTo(first.password());
    assertThat(query(second, "SELECT word FROM kept")).isEqualTo("still here");
  }

  @Test
  void stopsAlthoughAClientIsConnectedAndBusy() throws Exception {
    EmbeddedPostgres postgres = start();
    CompletableFuture<Void> sleeper =
        CompletableFuture.runAsync(() -> assertThatFails(postgres, "SELECT pg_sleep(600)"));
    await().until(() -> count(postgres, "query = 'SELECT pg_sleep(600)'") == 1);
    postgres.close();
    sleeper.join();
    assertThat(data.resolve("pgdata/postmaster.pid")).doesNotExist();
  }

  @Test
  void comesBackAtTheSamePortWhenItsPostmasterIsKilled() throws Exception {
    EmbeddedPostgres postgres = start();
    execute(postgres, "CREATE TABLE kept AS SELECT 'still here' AS word");
    // Does not wait for anything, so it outlives its postmaster and holds the shared memory.
    CompletableFuture<Void> orphan =
        CompletableFuture.runAsync(
            () -> assertThatFails(postgres, "SELECT count(*) FROM generate_series(1, 1e12)"));
    await().until(() -> count(postgres, "query LIKE 'SELECT count(*) FROM gen%'") == 1);
    postmaster().destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> query(postgres, "SELECT word FROM kept").equals("still here"));
    orphan.join();
  }

  @Test
  void afterAKillOfTheServerNothingCommittedIsLost() throws Exception {
    int committed;
    try (ChildServer child = ChildServer.writingRowsInto(data)) {
      child.readUntil("COMMITTED 20");
      committed = child.kill();
    }
    EmbeddedPostgres postgres = start();
    int found = Integer.parseInt(query(postgres, "SELECT max(n) FROM counted"));
    assertThat(found).isGreaterThanOrEqualTo(Math.max(20, committed));
    assertThat(query(postgres, "SELECT count(*) FROM counted")).isEqualTo("" + found);
  }

  @Test
  void afterAKillOfTheServerItsPostgresEndsByItself() throws Exception {
    try (ChildServer child = ChildServer.writingRowsInto(data)) {
      ProcessHandle postmaster = postmaster();
      assertThat(postmaster.isAlive()).isTrue();
      child.kill();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> new LeftOverProcesses(data.resolve("pgdata")).postmaster().isEmpty());
  }

  @Test
  void afterAKillOfServerAndPostmasterNothingCommittedIsLost() throws Exception {
    int committed;
    try (ChildServer child = ChildServer.writingRowsInto(data)) {
      child.readUntil("COMMITTED 20");
      ProcessHandle postmaster = postmaster();
      committed = child.kill();
      postmaster.destroyForcibly();
    }
    EmbeddedPostgres postgres = start();
    assertThat(Integer.parseInt(query(postgres, "SELECT max(n) FROM counted")))
        .isGreaterThanOrEqualTo(Math.max(20, committed));
  }

  @Test
  void aTerminatedServerStopsItsPostgresInItsShutdownHook() throws Exception {
    try (ChildServer child = ChildServer.writingRowsInto(data)) {
      ProcessHandle.of(child.pid()).orElseThrow().destroy();
      child.readUntil("no such line");
      assertThat(data.resolve("pgdata/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void stopsAPostmasterThatWasLeftOver() throws Exception {
    start();
    ProcessHandle leftOver = postmaster();
    new LeftOverProcesses(data.resolve("pgdata")).end();
    await().until(() -> !leftOver.isAlive());
  }

  @Test
  void aForeignProcessWithTheOldNumberIsNeitherHarmedNorInTheWay() throws Exception {
    EmbeddedPostgres first = start();
    byte[] pidFile = Files.readAllBytes(data.resolve("pgdata/postmaster.pid"));
    String ours = Long.toString(postmaster().pid());
    first.close();
    closeOpened();

    List<String> sleep =
        ServerAccount.choose(data.resolve("pgdata")).command(List.of("sleep", "600"));
    Process foreign = new ProcessBuilder(sleep).start();
    try {
      String stale = new String(pidFile, StandardCharsets.UTF_8);
      Files.writeString(
          data.resolve("pgdata/postmaster.pid"), foreign.pid() + stale.substring(ours.length()));
      assertThat(query(start(), "SELECT 1")).isEqualTo("1");
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  @Test
  void anUnfinishedDatabaseIsNotUsed() throws Exception {
    Path unfinished = Files.createDirectories(data.resolve("pgdata.unfinished/pgdata"));
    Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");
    assertThat(query(start(), "SELECT 1")).isEqualTo("1");
    assertThat(data.resolve("pgdata.unfinished")).doesNotExist();
  }

  @Test
  void takesAnotherPortWhenTheFirstWasTakenMeanwhile() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Iterator<Integer> ports = List.of(taken.getLocalPort(), FreePort.find()).iterator();
      assertThat(query(start(ports::next), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesTheDatabaseOfAnotherMajorAndTellsHowToMoveIt() throws IOException {
    Path pgdata = Files.createDirectory(data.resolve("pgdata"));
    Files.writeString(pgdata.resolve("PG_VERSION"), "17\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PostgreSQL 17")
        .hasMessageContaining("PostgreSQL 18")
        .hasMessageContaining("pg_dump -h")
        .hasMessageContaining("pg_restore -h")
        .hasMessageContaining(pgdata.toRealPath().toString());
  }

  @Test
  void aDatabaseThatDoesNotStartIsReportedWithItsLastWords() throws Exception {
    start();
    closeOpened();
    Files.writeString(data.resolve("pgdata/postgresql.conf"), "nonsense = 1\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("unrecognized configuration parameter \"nonsense\"");
  }

  @Test
  void underRootAFolderThatIsClosedToPostgresIsNamed() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    data = closed.resolve("data");
    assertThatThrownBy(this::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("may not enter " + closed.toRealPath() + " on the way")
        .hasMessageContaining("chmod o+x " + closed.toRealPath())
        .hasMessageContaining("MODELYARD_DATA_DIR");
  }

  private void closeOpened() throws Exception {
    while (!opened.isEmpty()) {
      opened.remove(opened.size() - 1).close();
    }
  }

  private EmbeddedPostgres start() {
    return start(FreePort::find);
  }

  private EmbeddedPostgres start(IntSupplier freePort) {
    DataDirectory directory = DataDirectory.open(data);
    opened.add(directory);
    EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, freePort);
    opened.add(postgres);
    return postgres;
  }

  private ProcessHandle postmaster() {
    return new LeftOverProcesses(data.resolve("pgdata")).postmaster().orElseThrow();
  }

  private static void letEverybodyEnter(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String show(EmbeddedPostgres postgres, String setting) throws SQLException {
    return query(postgres, "SHOW " + setting);
  }

  private static int count(EmbeddedPostgres postgres, String condition) throws SQLException {
    String counting =
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE state = 'active' AND pid <> pg_backend_pid() AND ";
    return Integer.parseInt(query(postgres, counting + condition));
  }

  private static void assertThatFails(EmbeddedPostgres postgres, String sql) {
    assertThatThrownBy(() -> query(postgres, sql)).isInstanceOf(SQLException.class);
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
