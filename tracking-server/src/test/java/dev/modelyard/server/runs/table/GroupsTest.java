package dev.modelyard.server.runs.table;

import static dev.modelyard.server.testing.Replies.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.TestServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that belong together: groups by a value, and runs nested in others. */
class GroupsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /** A text with both quotes, as JSON spells it. */
  private static final String BOTH_QUOTES = "it\\u0027s \\\"adam\\\"";

  private static final AtomicInteger EXPERIMENTS = new AtomicInteger();

  private Client client;
  private String experiment = "";
  private long time;

  @BeforeEach
  void makeAnExperiment() {
    client = server.client();
    experiment = client.experiment("groups " + EXPERIMENTS.incrementAndGet());
  }

  private JsonNode call(String path, String json) {
    Client.Reply reply = client.post(path, json.replace('\'', '"'));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  /** A run with tags, as JSON; each starts before the one made before it. */
  private String run(String name, String tags) {
    return call(
            "runs/create",
            "{'experiment_id':'%s','run_name':'%s','start_time':%d,'tags':[%s]}"
                .formatted(experiment, name, 1_000 - time++, tags))
        .at("/run/info/run_id")
        .asText();
  }

  private String run(String name, String metrics, String params) {
    String run = run(name, "");
    call(
        "runs/log-batch",
        "{'run_id':'%s','metrics':[%s],'params':[%s]}".formatted(run, metrics, params));
    return run;
  }

  private static String metric(String key, String value, int step) {
    return "{'key':'%s','value':%s,'timestamp':1,'step':%d}".formatted(key, value, step);
  }

  private static String param(String key, String value) {
    return "{'key':'%s','value':'%s'}".formatted(key, value);
  }

  private String nestedIn(String parent, String name) {
    return run(name, param("mlflow.parentRunId", parent));
  }

  private Client.Reply own(String call, String fields) {
    String json = "{'experiment_ids':['" + experiment + "']" + fields + "}";
    return client.send(
        client.request("/api/modelyard/1.0/" + call, "POST", json.replace('\'', '"')));
  }

  private JsonNode answer(String call, String fields) {
    Client.Reply reply = own(call, fields);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private List<String> names(String fields) {
    return answer("runs/table", fields).path("name").valueStream().map(JsonNode::asText).toList();
  }

  private List<String> values(String fields) {
    return answer("runs/groups", fields)
        .path("groups")
        .valueStream()
        .map(group -> group.path("value").asText() + " " + group.path("runs"))
        .toList();
  }

  @Test
  void tellsTheNumbersOfEachGroupOverAllItsRuns() {
    run("a", metric("acc", "9", 1) + "," + metric("acc", "0.2", 2), param("opt", "adam"));
    run("b", metric("acc", "0.4", 1), param("opt", "adam") + "," + param("lr", "1e-1"));
    run("c", metric("acc", "'NaN'", 1), param("opt", "adam") + "," + param("lr", "auto"));
    run("d", metric("acc", "1e200", 1), param("opt", "sgd"));
    run("e", metric("acc", "5", 1), param("lr", "1"));

    JsonNode answer =
        answer("runs/groups", ",'by':'params.opt','columns':['params.lr','metrics.acc','tags.x']");

    assertThat(answer.path("truncated").asBoolean(true)).isFalse();
    assertThat(values(",'by':'params.opt'")).containsExactly("adam 3", "sgd 1", "null 1");
    JsonNode adam = answer.at("/groups/0/columns");
    assertThat(adam.valueStream().map(each -> each.path("key").asText()))
        .containsExactly("params.lr", "metrics.acc");
    assertThat(adam.at("/0/mean").asDouble()).isEqualTo(0.1);
    assertThat(adam.at("/0").has("deviation")).as("of a single number").isFalse();
    JsonNode acc = adam.path(1);
    assertThat(acc.path("count").asInt()).isEqualTo(2);
    assertThat(acc.path("mean").asDouble()).isCloseTo(0.3, within(1e-9));
    assertThat(acc.path("deviation").asDouble()).isCloseTo(Math.sqrt(0.02), within(1e-9));
    assertThat(acc.path("min").asDouble()).isEqualTo(0.2);
    assertThat(acc.path("max").asDouble()).isEqualTo(0.4);
    assertThat(answer.at("/groups/1/columns")).as("what no square holds").isEmpty();
    assertThat(answer.at("/groups/2/columns/1/mean").asDouble()).isEqualTo(5);
  }

  @Test
  void groupsWhatASearchFinds() {
    run("one", metric("acc", "1", 1), param("opt", "adam"));
    String two = run("two", metric("acc", "2", 1), param("opt", "sgd"));
    call("runs/update", "{'run_id':'" + two + "','status':'FAILED'}");
    String gone = run("three", metric("acc", "3", 1), param("opt", "sgd"));
    call("runs/delete", "{'run_id':'" + gone + "'}");

    assertThat(values(",'by':'status'")).containsExactly("FAILED 1", "RUNNING 1");
    assertThat(values(",'by':'user'")).hasSize(1);
    assertThat(values(",'by':'tags.mlflow.runName'")).containsExactly("one 1", "two 1");
    assertThat(values(",'by':'params.opt','filter':'metrics.acc > 1'")).containsExactly("sgd 1");
    assertThat(values(",'by':'params.opt','words':['one']")).containsExactly("adam 1");
    assertThat(values(",'by':'params.opt','view':'DELETED_ONLY'")).containsExactly("sgd 1");
  }

  @Test
  void showsTheRunsOfAGroup() {
    run("one", metric("acc", "1", 1), param("opt", BOTH_QUOTES));
    run("two", metric("acc", "2", 1), param("opt", "sgd"));
    run("three", "", "");

    String asked = ",'group_by':'params.opt','count':true";

    assertThat(names(asked + ",'group_value':'sgd'")).containsExactly("two");
    assertThat(names(asked + ",'group_value':'" + BOTH_QUOTES + "'")).containsExactly("one");
    assertThat(names(asked + ",'group_value':'sgd','filter':'metrics.acc > 2'")).isEmpty();
    assertThat(names(asked)).as("of the runs that have none").containsExactly("three");
    assertThat(names(",'group_by':'status','group_value':'RUNNING'")).hasSize(3);
    assertThat(names(",'group_by':'user','group_value':'nobody'")).isEmpty();
    assertThat(answer("runs/table", asked + ",'group_value':'sgd'").path("total").asInt())
        .isEqualTo(1);
  }

  @Test
  void tellsWhichRunsAreNestedInWhich() {
    String parent = run("parent", "");
    String child = nestedIn(parent, "child");
    nestedIn(child, "grandchild");
    nestedIn("no id at all", "astray");
    nestedIn("f".repeat(32), "orphan");

    JsonNode roots = answer("runs/table", ",'filter':'parent_run_id IS NULL','children':true");

    assertThat(roots.path("name").valueStream().map(JsonNode::asText))
        .containsExactly("parent", "astray", "orphan");
    assertThat(roots.path("children").valueStream().map(JsonNode::asInt)).containsExactly(1, 0, 0);
    assertThat(names(",'filter':'parent_run_id = \\'" + parent + "\\''")).containsExactly("child");
    assertThat(names(",'filter':'parent_run_id IS NOT NULL'"))
        .containsExactly("child", "grandchild");
    assertThat(answer("runs/table", "").has("children")).isFalse();
  }

  @Test
  void nestsNothingInARunThatIsNotShownBesideIt() {
    String parent = run("parent", "");
    nestedIn(parent, "child");
    String gone = nestedIn(parent, "gone");
    call("runs/delete", "{'run_id':'" + gone + "'}");
    String elsewhere = parent;
    makeAnExperiment();
    nestedIn(elsewhere, "of another experiment");
    String self = run("self", "");
    call(
        "runs/set-tag",
        "{'run_id':'%s','key':'mlflow.parentRunId','value':'%1$s'}".formatted(self));

    String roots = ",'filter':'parent_run_id IS NULL','children':true";
    assertThat(names(roots)).containsExactly("of another experiment", "self");

    experiment = client.getRun(parent).at("/info/experiment_id").asText();
    call("runs/delete", "{'run_id':'" + parent + "'}");
    JsonNode deleted = answer("runs/table", roots + ",'view':'DELETED_ONLY'");
    assertThat(deleted.path("name").valueStream().map(JsonNode::asText)).containsExactly("parent");
    assertThat(deleted.path("children").valueStream().map(JsonNode::asInt)).containsExactly(1);
    assertThat(names(roots)).containsExactly("child");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",'by':''",
        ",'by':'metrics.acc'",
        ",'by':'name'",
        ",'by':'params.'",
        ",'by':'status','columns':['loss']",
        ",'by':'status','filter':'loss >'",
        ",'by':'status','words':'text'"
      })
  void refusesWhatItDoesNotUnderstand(String fields) {
    assertInvalid(own("runs/groups", fields));
  }

  @Test
  void refusesRunsOfNoKnownGroup() {
    assertInvalid(own("runs/table", ",'group_by':'start_time','group_value':'1'"));
  }
}
