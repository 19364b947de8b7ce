package dev.modelyard.server.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.artifacts.intake.NewBlob;
import dev.modelyard.server.db.Database;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.testing.Cost;
import dev.modelyard.server.testing.TestDatabases;
import dev.modelyard.server.testing.TestSql;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a file costs does not grow with the files of its run: counted in rows and index entries that
 * the database reads. Most runs have few files, and each statement runs some times before it is
 * counted, so that it is counted as the database plans it in the long run.
 */
class ArtifactCostTest {
  private static final int FILES = 5_000;
  private static final int FEW = 50;
  private static final UUID BLOB = new UUID(0, 1);
  private static final byte[] SHA256 = new byte[32];

  private static final Owner RUN =
      new Owner(OwnerKind.RUN, new UUID(0, 0), 0, "0".repeat(32), "mlflow-artifacts:/0/0", true);
  private static final Location NEW_FILE =
      new Location(RUN, ArtifactPath.parse("plots/today/loss.png"));

  private static Database database;

  @BeforeAll
  static void fill() {
    DatabaseAddress address = TestDatabases.create();
    String file = "INSERT INTO artifact (root, kind, folder, name, blob_id, size, modified) ";
    new TestSql(address)
        .execute(
            "ALTER TABLE artifact SET (autovacuum_enabled = false)",
            "INSERT INTO blob (blob_id, sha256, size, created) VALUES ('%s', decode('%s', 'hex'), 9, 1)"
                .formatted(BLOB, "00".repeat(32)),
            file
                + "SELECT gen_random_uuid(), 'run', 'plots', 'f' || f, '%s', 9, 1 FROM generate_series(1, 2000) r, generate_series(1, 3) f"
                    .formatted(BLOB),
            file
                + "SELECT '%s', 'run', 'plots', 'f' || f, '%s', 9, 1 FROM generate_series(1, %d) f"
                    .formatted(RUN.id(), BLOB, FILES),
            file + "VALUES ('%s', 'run', '', 'plots', NULL, NULL, 1)".formatted(RUN.id()),
            "ANALYZE artifact");
    database = Database.open(address, 1, false, new Measures().database());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void givingAFileANameReadsOnlyWhatLiesOnItsWay() {
    NewBlob blob = new NewBlob(new UUID(0, 2), SHA256, 9);
    assertThat(rowsRead(() -> link(blob))).isLessThan(FEW);
    assertThat(link(blob)).contains(BLOB);
  }

  @Test
  void lookingForRoomReadsOnlyWhatLiesOnTheWay() {
    List<ArtifactPath> way = NEW_FILE.path().parents();
    assertThat(rowsRead(() -> taken(way))).isLessThan(FEW);
    assertThat(taken(way)).contains(new ArtifactStore.Taken("plots", true));
  }

  private static Optional<UUID> link(NewBlob blob) {
    return database.transaction(handle -> ArtifactStore.link(handle, NEW_FILE, blob, 1));
  }

  private static List<ArtifactStore.Taken> taken(List<ArtifactPath> way) {
    return database.statement(handle -> ArtifactStore.taken(handle, RUN, way));
  }

  private static long rowsRead(Runnable statement) {
    return Cost.inTheLongRun(database, statement).rows();
  }
}
