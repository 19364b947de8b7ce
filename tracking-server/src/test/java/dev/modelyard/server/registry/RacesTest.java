package dev.modelyard.server.registry;

import static dev.modelyard.server.registry.RegistryCalls.aName;
import static dev.modelyard.server.registry.RegistryCalls.done;
import static dev.modelyard.server.registry.RegistryCalls.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelyard.server.testing.AtOnce;
import dev.modelyard.server.testing.Client.Reply;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many who want the same at the same moment: one gets it, the others are told. */
class RacesTest {
  private static final int CALLERS = 8;

  private static List<Reply> atOnce(int calls, IntFunction<Reply> call) throws Exception {
    return AtOnce.run(
        CALLERS,
        IntStream.range(0, calls).<Callable<Reply>>mapToObj(i -> () -> call.apply(i)).toList());
  }

  private static void assertOneWins(List<Reply> replies, String errorCode) {
    assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    assertThat(replies)
        .filteredOn(reply -> reply.status() != 200)
        .allSatisfy(reply -> assertThat(reply.errorCode()).isEqualTo(errorCode));
  }

  @Test
  void oneOfManyWinsAndNobodyLocksAnotherOut() throws Exception {
    TestSql sql;
    try (TestServer server = new TestServer().start()) {
      sql = new TestSql(server.database());
      RegistryCalls calls = new RegistryCalls(server.client());
      oneCreatorOfAName(calls);
      oneRenameOntoAName(calls);
      onePromotionOfThoseThatExpectTheSame(calls);
      swappedNames(calls);
    }
    assertThat(
            sql.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .isZero();
  }

  private static void oneCreatorOfAName(RegistryCalls calls) throws Exception {
    String name = aName();
    assertOneWins(
        atOnce(CALLERS, i -> calls.post("registered-models/create", "name", name)),
        "RESOURCE_ALREADY_EXISTS");
  }

  private static Reply rename(RegistryCalls calls, String name, String newName) {
    return calls.post("registered-models/rename", "name", name, "new_name", newName);
  }

  private static void oneRenameOntoAName(RegistryCalls calls) throws Exception {
    List<String> names = IntStream.range(0, CALLERS).mapToObj(i -> calls.aModel()).toList();
    String name = aName();
    assertOneWins(
        atOnce(CALLERS, i -> rename(calls, names.get(i), name)), "RESOURCE_ALREADY_EXISTS");
  }

  private static void onePromotionOfThoseThatExpectTheSame(RegistryCalls calls) throws Exception {
    String name = calls.aGuardedModel();
    for (int i = 0; i < 2 * CALLERS; i++) {
      calls.aVersion(name);
    }
    assertOneWins(atOnce(CALLERS, i -> expecting(calls, name, i + 1, "")), "RESOURCE_CONFLICT");
    String winner =
        done(calls.get(
                "registered-models/get-latest-versions", "name", name, "stages", "Production"))
            .at("/model_versions/0/version")
            .asText();
    assertOneWins(
        atOnce(CALLERS, i -> expecting(calls, name, CALLERS + i + 1, winner)), "RESOURCE_CONFLICT");
  }

  private static Reply expecting(RegistryCalls calls, String name, int version, String expected) {
    return calls.move(
        name, Integer.toString(version), "Production", "expected_production", expected);
  }

  /** Each wants the name that the other has, and gives up its own; so neither gets it. */
  private static void swappedNames(RegistryCalls calls) throws Exception {
    String one = calls.aModel();
    String other = calls.aModel();
    List<Reply> replies =
        atOnce(
            20 * CALLERS, i -> i % 2 == 0 ? rename(calls, one, other) : rename(calls, other, one));
    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.errorCode()).isEqualTo("RESOURCE_ALREADY_EXISTS"));
    assertThat(done(calls.own("GET", "models/" + part(one))).path("name").asText()).isEqualTo(one);
  }
}
