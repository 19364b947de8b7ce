package dev.modelyard.server.artifacts;

import static dev.modelyard.server.artifacts.FileCalls.ofRun;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.RawHttp;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of runs: put, get, list, delete, and what is refused. */
class ArtifactsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private Client client;
  private FileCalls files;
  private String run;

  @BeforeEach
  void aRun() {
    client = server.client();
    files = new FileCalls(server);
    run = client.run("0");
  }

  @Test
  void keepsAFileAsItWasPut() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    HttpResponse<byte[]> put = files.put(ofRun(run, "model/weights.bin"), bytes);
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body()).isEmpty();
    assertThat(files.get(ofRun(run, "model/weights.bin")).body()).isEqualTo(bytes);
  }

  @Test
  void keepsAnEmptyFile() {
    files.put(ofRun(run, "empty"), "");
    assertThat(files.get(ofRun(run, "empty")).statusCode()).isEqualTo(200);
    assertThat(files.get(ofRun(run, "empty")).body()).isEmpty();
    assertThat(files.list(ofRun(run, ""))).isEqualTo("empty=0");
  }

  @Test
  void takesBodiesWhoseLengthNobodyKnows() {
    byte[] bytes = new byte[1_000_000];
    new Random(2).nextBytes(bytes);
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.ofByteArrays(List.of(bytes, bytes));
    assertThat(files.send("PUT", ofRun(run, "twice"), chunked).statusCode()).isEqualTo(200);
    assertThat(files.get(ofRun(run, "twice")).body()).startsWith(bytes).hasSize(2_000_000);
  }

  @Test
  void overwritesAFile() {
    files.put(ofRun(run, "a.txt"), "old");
    files.put(ofRun(run, "a.txt"), "new and longer");
    assertThat(files.text(ofRun(run, "a.txt"))).isEqualTo("new and longer");
    assertThat(files.list(ofRun(run, ""))).isEqualTo("a.txt=14");
  }

  @Test
  void listsOneLevelAtATime() {
    files.put(ofRun(run, "b.txt"), "b");
    files.put(ofRun(run, "a/x/deep.txt"), "deep");
    files.put(ofRun(run, "a/y.txt"), "yy");
    assertThat(files.list(ofRun(run, ""))).isEqualTo("a/ b.txt=1");
    assertThat(files.list(ofRun(run, "a"))).isEqualTo("x/ y.txt=2");
    assertThat(files.list(ofRun(run, "a/"))).isEqualTo("x/ y.txt=2");
    assertThat(files.list(ofRun(run, "a/x"))).isEqualTo("deep.txt=4");
  }

  @Test
  void listsNothingWhereNoFolderIs() {
    files.put(ofRun(run, "a.txt"), "a");
    for (String path :
        List.of(ofRun(run, "a.txt"), ofRun(run, "no"), "", "0", "0/" + run, "7/x/y")) {
      assertThat(files.list(path)).as(path).isEmpty();
    }
  }

  @Test
  void deletesAFileAndLeavesTheOthers() {
    files.put(ofRun(run, "a/1.txt"), "1");
    files.put(ofRun(run, "a/2.txt"), "2");
    assertThat(files.delete(ofRun(run, "a/1.txt")).body()).isEqualTo("{}");
    assertThat(files.text(ofRun(run, "a/1.txt"))).isEqualTo("404");
    assertThat(files.text(ofRun(run, "a/2.txt"))).isEqualTo("2");
  }

  @Test
  void deletesAFolderWithAllBelowItAndNothingBeside() {
    for (String path : List.of("a/1", "a/b/2", "a/b/c/3", "a-b/4", "a0/5", "a.txt", "A/6")) {
      files.put(ofRun(run, path), path);
    }
    assertThat(files.delete(ofRun(run, "a")).status()).isEqualTo(200);
    assertThat(files.list(ofRun(run, ""))).isEqualTo("A/ a-b/ a.txt=5 a0/");
    assertThat(files.text(ofRun(run, "a/b/c/3"))).isEqualTo("404");
  }

  @Test
  void deletingWhatIsNotThereIsDoneAlready() {
    assertThat(files.delete(ofRun(run, "no/such")).status()).isEqualTo(200);
  }

  @Test
  void refusesToDeleteARoot() {
    files.put(ofRun(run, "a.txt"), "a");
    for (String path : List.of(ofRun(run, ""), ofRun(run, "") + "/")) {
      Client.Reply reply = files.delete(path);
      assertThat(reply.status()).as(path).isEqualTo(400);
      assertThat(reply.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
    }
    assertThat(files.delete("0").status()).isEqualTo(404);
    assertThat(files.delete("0/" + run).status()).isEqualTo(404);
    assertThat(files.text(ofRun(run, "a.txt"))).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no/owner.txt",
        "0/00000000000000000000000000000000/artifacts/a.txt",
        "0/nothex/artifacts/a.txt",
        "1/<run>/artifacts/a.txt",
        "<run>/artifacts/a.txt",
        "x/0/<run>/artifacts/a.txt",
        "0/<run>/artifact/a.txt",
        "0/models/m-00000000000000000000000000000000/artifacts/a.txt"
      })
  void knowsNoPathThatIsNobodys(String path) {
    String filled = path.replace("<run>", run);
    HttpResponse<byte[]> put = files.put(filled, "a".getBytes(StandardCharsets.UTF_8));
    assertThat(put.statusCode()).isEqualTo(404);
    assertThat(new String(put.body(), StandardCharsets.UTF_8)).contains("RESOURCE_DOES_NOT_EXIST");
    assertThat(files.get(filled).statusCode()).isEqualTo(404);
    assertThat(files.delete(filled).status()).isEqualTo(404);
  }

  @Test
  void readsButDoesNotWriteTheFilesOfADeletedRun() {
    files.put(ofRun(run, "a.txt"), "a");
    client.post("runs/delete", Json.text("run_id", run));
    assertThat(files.text(ofRun(run, "a.txt"))).isEqualTo("a");
    assertThat(files.list(ofRun(run, ""))).isEqualTo("a.txt=1");
    assertThat(files.put(ofRun(run, "b.txt"), "b").statusCode()).isEqualTo(400);
    assertThat(files.put(ofRun(run, "big"), new byte[200_000]).statusCode()).isEqualTo(400);
    assertThat(files.delete(ofRun(run, "a.txt")).status()).isEqualTo(400);
    client.post("runs/restore", Json.text("run_id", run));
    assertThat(files.put(ofRun(run, "b.txt"), "b").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAFileWhereAFolderIsAndTheReverse() {
    files.put(ofRun(run, "a/b.txt"), "b");
    for (String path : List.of("a", "a/b.txt/c", "a/b.txt/c/d")) {
      HttpResponse<byte[]> put = files.put(ofRun(run, path), new byte[] {1});
      assertThat(put.statusCode()).as(path).isEqualTo(400);
      assertThat(files.put(ofRun(run, path), new byte[200_000]).statusCode()).isEqualTo(400);
    }
    assertThat(files.get(ofRun(run, "a")).statusCode()).isEqualTo(400);
    assertThat(files.get(ofRun(run, "")).statusCode()).isEqualTo(400);
    assertThat(files.put(ofRun(run, ""), "x").statusCode()).isEqualTo(400);
    assertThat(files.list(ofRun(run, "a"))).isEqualTo("b.txt=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../x",
        "a/../b",
        "a/..",
        "%2e%2e/x",
        "a/%2e%2e/b",
        "a%2f..%2fb",
        ".",
        "./x",
        "a/./b",
        "/etc/passwd",
        "//x",
        "a//b",
        "a/",
        "a%5cb",
        "..%5cx",
        "a%00b",
        "a%0ab",
        "a%7fb",
        "C:/x",
        "c:x",
        "file:/etc/passwd",
        "http://host/x",
        "a%ffb",
        "%23x",
        "%252e%252e",
        "a%252Fb",
        "%25252e%25252e/x",
        "..%255cx"
      })
  void refusesPathsThatClimbOrMeanSomethingElse(String path) {
    String target = "/api/2.0/mlflow-artifacts/artifacts/" + ofRun(run, "") + "/" + path;
    for (String method : List.of("GET", "PUT", "DELETE")) {
      boolean deletesFolder = method.equals("DELETE") && path.equals("a/");
      RawHttp.Reply reply =
          RawHttp.send(
              server.port(),
              method + " " + target + " HTTP/1.1",
              "Host: localhost",
              "Content-Length: 0",
              "Connection: close");
      assertThat(reply.status()).as(method + " " + path).isEqualTo(deletesFolder ? 200 : 400);
    }
    assertThat(files.list("../" + ofRun(run, ""))).isEqualTo("400");
    assertThat(files.list("/" + ofRun(run, ""))).isEqualTo("400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blank in name.txt", "ünï.txt", "u\u0308.txt", "日本.csv", "😀.png", "100%.txt", "a%20b",
        "a+b.txt", "a%2Bb.txt", "a&b=c.txt", "a;b.txt", "it's.txt", "say \"hi\".txt", "no 1?.txt",
        "a:b.txt", "...", ".hidden", "a..b", "[x]{y}|z^.txt", "trailing ", "loss: train.png"
      })
  void keepsAnyName(String name) {
    String path = ofRun(run, "in folder/" + name);
    assertThat(files.put(path, name).statusCode()).isEqualTo(200);
    assertThat(files.text(path)).isEqualTo(name);
    int size = name.getBytes(StandardCharsets.UTF_8).length;
    assertThat(files.list(ofRun(run, "in folder"))).isEqualTo(name + "=" + size);
    assertThat(files.delete(path).status()).isEqualTo(200);
    assertThat(files.text(path)).isEqualTo("404");
  }

  @Test
  void takesPathsUpToTheirLimit() {
    String longest = "x".repeat(255);
    assertThat(files.put(ofRun(run, longest), "x").statusCode()).isEqualTo(200);
    assertThat(files.put(ofRun(run, longest + "x"), "x").statusCode()).isEqualTo(400);
    String deep = "d/".repeat(480) + "f";
    assertThat(files.put(ofRun(run, deep), "deep").statusCode()).isEqualTo(200);
    assertThat(files.text(ofRun(run, deep))).isEqualTo("deep");
    assertThat(files.put(ofRun(run, "d/".repeat(520) + "f"), "deep").statusCode()).isEqualTo(400);
  }

  @Test
  void storesEqualBytesOnce() {
    byte[] bytes = new byte[150_000];
    new Random(3).nextBytes(bytes);
    TestSql sql = new TestSql(server.database());
    long before = sql.number("SELECT count(*) FROM blob");
    files.put(ofRun(run, "one"), bytes);
    files.put(ofRun(run, "two"), bytes);
    files.put(ofRun(client.run("0"), "three"), bytes);
    assertThat(sql.number("SELECT count(*) FROM blob")).isEqualTo(before + 1);
    assertThat(files.get(ofRun(run, "two")).body()).isEqualTo(bytes);
    files.delete(ofRun(run, "one"));
    assertThat(files.get(ofRun(run, "two")).body()).isEqualTo(bytes);
  }

  @Test
  void leavesNothingOfAnUploadThatIsCutShort() {
    files.put(ofRun(run, "a.bin"), "as it was");
    TestSql sql = new TestSql(server.database());
    long blobs = sql.number("SELECT count(*) FROM blob");
    for (String name : List.of("a.bin", "new.bin")) {
      RawHttp.sendTextAndEnd(
          server.port(),
          "PUT /api/2.0/mlflow-artifacts/artifacts/"
              + ofRun(run, name)
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n"
              + "x".repeat(400_000));
    }
    assertThat(files.text(ofRun(run, "a.bin"))).isEqualTo("as it was");
    assertThat(files.list(ofRun(run, ""))).isEqualTo("a.bin=9");
    assertThat(sql.number("SELECT count(*) FROM blob")).isEqualTo(blobs);
  }

  @Test
  void findsFilesWhereTheLocationOfTheExperimentSays() {
    for (String location :
        List.of(
            "mlflow-artifacts:/team%20a/x",
            "mlflow-artifacts:/a//b/",
            "mlflow-artifacts:/q?version=1",
            "MLFLOW-ARTIFACTS:/upper")) {
      JsonNode made =
          client
              .post(
                  "experiments/create",
                  Json.text("name", "at " + location, "artifact_location", location))
              .json();
      String inside = client.run(made.path("experiment_id").asText());
      String uri = client.getRun(inside).path("info").path("artifact_uri").asText();
      // What MLflow's client makes of such a URI.
      String path = uri.replaceFirst("(?i)^mlflow-artifacts:", "").replaceFirst("\\?.*", "");
      path = path.replaceAll("//+", "/").replaceFirst("^/", "").replace("%20", " ") + "/f.txt";
      assertThat(files.put(path, location).statusCode()).as(uri).isEqualTo(200);
      assertThat(files.text(path)).isEqualTo(location);
      assertThat(list(inside)).containsExactly("f.txt");
    }
  }

  @Test
  void keepsApartWhatLiesBelowAnotherRunsRoot() {
    String location = "mlflow-artifacts:/" + ofRun(run, "nested");
    String experiment =
        client
            .post(
                "experiments/create",
                Json.text("name", "nested " + run, "artifact_location", location))
            .json()
            .path("experiment_id")
            .asText();
    String inner = client.run(experiment);
    String path = ofRun(run, "nested") + "/" + inner + "/artifacts/f.txt";
    assertThat(files.put(path, "inner").statusCode()).isEqualTo(200);
    assertThat(list(inner)).containsExactly("f.txt");
    assertThat(files.list(ofRun(run, ""))).isEmpty();
  }

  @Test
  void listsAndSendsByTheIdOfARun() {
    files.put(ofRun(run, "plots/loss.txt"), "falling");
    files.put(ofRun(run, "notes.txt"), "n");
    Client.Reply all = client.get("artifacts/list", "run_id", run);
    assertThat(all.json().path("root_uri").asText())
        .isEqualTo("mlflow-artifacts:/0/" + run + "/artifacts");
    assertThat(Json.texts(all.json().path("files"), "path")).containsExactly("notes.txt", "plots");
    Client.Reply inner = client.get("artifacts/list", "run_uuid", run, "path", "plots");
    assertThat(Json.texts(inner.json().path("files"), "path")).containsExactly("plots/loss.txt");
    Client.Reply none = client.get("artifacts/list", "run_id", run, "path", "notes.txt");
    assertThat(none.json().has("files")).isFalse();
    assertThat(page("/get-artifact?path=plots/loss.txt&run_uuid=" + run).body())
        .isEqualTo("falling");
    assertThat(page("/get-artifact?path=no&run_id=" + run).status()).isEqualTo(404);
    assertThat(page("/get-artifact?path=plots&run_id=" + run).status()).isEqualTo(400);
    assertThat(page("/get-artifact?run_id=" + run).status()).isEqualTo(400);
    assertThat(page("/get-artifact?path=../x&run_id=" + run).status()).isEqualTo(400);
    assertThat(page("/get-artifact?path=x&run_id=7").status()).isEqualTo(404);
  }

  @Test
  void keepsTheFilesOfALoggedModelAtItsUri() {
    JsonNode info =
        client
            .post("logged-models", Json.text("experiment_id", "0", "name", "m"))
            .json()
            .path("model")
            .path("info");
    String id = info.path("model_id").asText();
    String root = "0/models/" + id + "/artifacts";
    assertThat(info.path("artifact_uri").asText()).isEqualTo("mlflow-artifacts:/" + root);
    assertThat(files.put(root + "/data/MLmodel", "flavors: {}").statusCode()).isEqualTo(200);
    assertThat(files.text(root + "/data/MLmodel")).isEqualTo("flavors: {}");
    Client.Reply listed =
        client.get(
            "logged-models/" + id + "/artifacts/directories", "artifact_directory_path", "data");
    assertThat(listed.json().path("root_uri").asText()).isEqualTo("mlflow-artifacts:/" + root);
    assertThat(Json.texts(listed.json().path("files"), "path")).containsExactly("data/MLmodel");
    String files = "/ajax-api/2.0/mlflow/logged-models/" + id + "/artifacts/files";
    assertThat(page(files + "?artifact_file_path=data/MLmodel").body()).isEqualTo("flavors: {}");
    assertThat(page(files + "?artifact_file_path=no").status()).isEqualTo(404);
    assertThat(page(files.replace(id, "m-" + "0".repeat(32)) + "?artifact_file_path=x").status())
        .isEqualTo(404);
  }

  @Test
  void takesSmallFilesOfThePage() {
    String call = "/ajax-api/2.0/mlflow/upload-artifact?path=tables/t.json&run_uuid=" + run;
    Client.Reply done =
        client.send(client.request(call, "POST", "{}").setHeader("Content-Type", "text/plain"));
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(files.text(ofRun(run, "tables/t.json"))).isEqualTo("{}");
    for (String type : List.of("application/x-www-form-urlencoded", "Multipart/Form-Data; x=y")) {
      Client.Reply form =
          client.send(client.request(call, "POST", "a=b").setHeader("Content-Type", type));
      assertThat(form.status()).isEqualTo(400);
    }
    assertThat(client.send(client.request(call, "POST", "")).status()).isEqualTo(400);
    String large = "x".repeat((10 << 20) + 1);
    assertThat(client.send(client.request(call, "POST", large)).status()).isEqualTo(400);
    assertThat(files.text(ofRun(run, "tables/t.json"))).isEqualTo("{}");
  }

  @Test
  void tellsWhereFilesLieThatItDoesNotKeep() {
    String experiment =
        client
            .post(
                "experiments/create",
                Json.text("name", "elsewhere", "artifact_location", "s3://bucket/x"))
            .json()
            .path("experiment_id")
            .asText();
    String elsewhere = client.run(experiment);
    Client.Reply reply = client.get("artifacts/list", "run_id", elsewhere);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).contains("s3://bucket/x");
  }

  private List<String> list(String ofRun) {
    return Json.texts(client.get("artifacts/list", "run_id", ofRun).json().path("files"), "path");
  }

  private Client.Reply page(String path) {
    return client.send(client.request(path, "GET", ""));
  }
}
