package dev.modelyard.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.db.Database;
import dev.modelyard.server.measure.Measures;
import dev.modelyard.server.registry.events.EventVerification;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Verifying the log, after somebody with all rights on the database had a hand in it. */
class EventVerificationTest {
  private static final int EVENTS = 5;

  @RegisterExtension static final TestServer server = new TestServer();

  private static Database database;

  private final List<String> faults = new ArrayList<>();

  @BeforeAll
  static void registerSomeModels() {
    for (int i = 1; i <= EVENTS; i++) {
      server.client().post("registered-models/create", Json.text("name", "model " + i));
    }
    database = Database.open(server.database(), 2, false, new Measures().database());
    tamper("CREATE TABLE kept AS SELECT seq, body, prev_hash, hash FROM event");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @AfterEach
  void putBackWhatWas() {
    tamper(
        "DELETE FROM event",
        "INSERT INTO event (seq, body, prev_hash, hash) SELECT * FROM kept",
        "UPDATE event_head SET seq = k.seq, hash = k.hash FROM kept k WHERE k.seq = " + EVENTS);
  }

  /** The number of faults. */
  private int verify(@Nullable String head) {
    faults.clear();
    return new EventVerification(database).run(head, faults::add).faults();
  }

  private void assertFound(String... expected) {
    assertThat(verify(null)).isEqualTo(faults.size()).isPositive();
    assertThat(faults).contains(expected);
  }

  private static String hash(int seq) {
    return new TestSql(server.database())
        .text("SELECT encode(hash, 'hex') FROM event WHERE seq = " + seq);
  }

  /** Runs statements that the triggers would refuse. */
  private static void tamper(String... statements) {
    List<String> all = new ArrayList<>();
    all.add("ALTER TABLE event DISABLE TRIGGER USER");
    all.addAll(List.of(statements));
    all.add("ALTER TABLE event ENABLE TRIGGER USER");
    new TestSql(server.database()).execute(all.toArray(String[]::new));
  }

  /** Makes the hash of an event right again, and that of all behind it. */
  private static String[] rehashed(int from) {
    List<String> statements = new ArrayList<>();
    for (int seq = from; seq <= EVENTS; seq++) {
      statements.add(
          """
          UPDATE event SET prev_hash = (SELECT hash FROM event WHERE seq = %1$d - 1)
          WHERE seq = %1$d AND seq > 1
          """
              .formatted(seq));
      statements.add(
          """
          UPDATE event SET hash = sha256(prev_hash || int8send(seq) || convert_to(body, 'UTF8'))
          WHERE seq = %d
          """
              .formatted(seq));
    }
    statements.add(
        "UPDATE event_head SET hash = (SELECT hash FROM event WHERE seq = " + EVENTS + ")");
    return statements.toArray(String[]::new);
  }

  @Test
  void findsEveryHashThatWasTheLastOnce() {
    for (int seq = 1; seq <= EVENTS; seq++) {
      assertThat(verify(hash(seq))).isZero();
    }
    assertThat(verify(hash(2).toUpperCase(Locale.ROOT))).isZero();
    assertThat(verify("0".repeat(64))).isZero();
    assertThat(verify("1".repeat(64))).isEqualTo(1);
    assertThat(faults.get(0)).contains("no event has the hash " + "1".repeat(64));
  }

  @Test
  void findsATextThatWasChanged() {
    tamper("UPDATE event SET body = replace(body, 'anonymous', 'somebody') WHERE seq = 3");
    assertFound("event 3 is not what was written");
  }

  @Test
  void findsAHashThatWasMadeToFitAChangedText() {
    tamper(
        "UPDATE event SET body = replace(body, 'anonymous', 'somebody') WHERE seq = 3",
        rehashed(3)[1]);
    assertFound("event 4 does not follow event 3");
  }

  @Test
  void findsAnEventThatWasTakenOut() {
    tamper("DELETE FROM event WHERE seq = 3");
    assertFound("events 3 to 3 are missing");
  }

  @Test
  void findsAnEventThatWasTakenOutAndTheGapClosed() {
    tamper(
        "DELETE FROM event WHERE seq = 3",
        "UPDATE event SET seq = 3 WHERE seq = 4",
        "UPDATE event SET seq = 4 WHERE seq = 5");
    assertFound("event 3 does not follow event 2", "events 5 to 5 are missing at the end");
  }

  @Test
  void findsTheFirstEventMissing() {
    tamper("DELETE FROM event WHERE seq = 1");
    assertFound("events 1 to 1 are missing");
  }

  @Test
  void findsATailThatWasCutByTheHead() {
    tamper("DELETE FROM event WHERE seq > 3");
    assertFound("events 4 to 5 are missing at the end");
  }

  @Test
  void findsATailThatWasCutTogetherWithTheHeadByAHashThatWasKept() {
    String kept = hash(5);
    tamper(
        "DELETE FROM event WHERE seq > 3",
        "UPDATE event_head SET seq = 3, hash = (SELECT hash FROM event WHERE seq = 3)");
    assertThat(verify(null)).isZero();
    assertThat(verify(kept)).isEqualTo(1);
    assertThat(faults.get(0)).contains("no event has the hash " + kept);
  }

  @Test
  void findsALogThatWasWrittenAnewByAHashThatWasKept() {
    String kept = hash(5);
    String before = hash(2);
    tamper("UPDATE event SET body = replace(body, 'anonymous', 'somebody') WHERE seq = 3");
    tamper(rehashed(3));
    assertThat(verify(null)).isZero();
    assertThat(verify(before)).isZero();
    assertThat(verify(kept)).isEqualTo(1);
  }

  @Test
  void findsAHeadThatWasChanged() {
    tamper("UPDATE event_head SET hash = (SELECT hash FROM event WHERE seq = 4)");
    assertFound("event 5 is not the one that was written last");
  }

  @Test
  void findsAHeadThatWasSetBack() {
    tamper("UPDATE event_head SET seq = 3, hash = (SELECT hash FROM event WHERE seq = 3)");
    assertFound("the head of the log, at event 3, is not what was written last");
  }

  @Test
  void findsAnEmptyLogWhoseHeadIsNot() {
    tamper("DELETE FROM event");
    assertFound("events 1 to 5 are missing at the end");
  }
}
