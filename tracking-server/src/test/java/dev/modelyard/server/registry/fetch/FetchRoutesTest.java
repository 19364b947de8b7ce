package dev.modelyard.server.registry.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelyard.server.artifacts.FileCalls;
import dev.modelyard.server.testing.Client;
import dev.modelyard.server.testing.Json;
import dev.modelyard.server.testing.TestServer;
import dev.modelyard.server.testing.TestSql;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests, files and archives of versions, as deployers ask for them. */
class FetchRoutesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String MLMODEL =
      """
      flavors:
        python_function: {loader_module: mlflow.sklearn}
      signature:
        inputs: '[{"type": "double", "name": "x"}]'
        outputs: '[{"type": "long"}]'
        params: null
      """;

  private final StoredModels models = new StoredModels(server);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void tellsAllOfAVersionAndItsFilesInOrder() {
    models.model("told");
    String version =
        models.version(
            "told",
            Map.of(
                "a/b",
                bytes("1"),
                "a-b",
                bytes("22"),
                "z.bin",
                bytes(""),
                "MLmodel",
                bytes(MLMODEL)));
    models.alias("told", "champion", version);
    models.stage("told", version, "Production");
    JsonNode manifest = models.get("told", "versions/1").json();
    assertThat(manifest.path("name").asText()).isEqualTo("told");
    assertThat(manifest.path("version").asText()).isEqualTo("1");
    assertThat(manifest.path("stage").asText()).isEqualTo("Production");
    assertThat(manifest.path("aliases").toString()).isEqualTo("[\"champion\"]");
    assertThat(manifest.path("source").asText()).endsWith("/artifacts/model");
    assertThat(manifest.path("run_id").asText()).hasSize(32);
    assertThat(manifest.path("tags").isArray()).isTrue();
    assertThat(manifest.path("creation_timestamp").asLong()).isPositive();
    assertThat(manifest.path("file_count").asInt()).isEqualTo(4);
    assertThat(manifest.path("total_size").asInt()).isEqualTo(3 + MLMODEL.length());
    assertThat(Json.texts(manifest.path("files"), "path"))
        .containsExactly("MLmodel", "a-b", "a/b", "z.bin");
    assertThat(Json.texts(manifest.path("files"), "sha256"))
        .containsExactly(
            sha256(bytes(MLMODEL)), sha256(bytes("22")), sha256(bytes("1")), sha256(new byte[0]));
    assertThat(manifest.at("/signature/inputs/0/name").asText()).isEqualTo("x");
    assertThat(manifest.at("/signature/outputs/0/type").asText()).isEqualTo("long");
    assertThat(manifest.at("/signature/params").isNull()).isTrue();
  }

  @Test
  void digestsPathSizeAndDigestOfEachFile() {
    models.model("digested");
    models.version("digested", Map.of("b", bytes("two"), "a", bytes("one!")));
    String lines = "4 " + sha256(bytes("one!")) + " a\n3 " + sha256(bytes("two")) + " b\n";
    Client.Reply reply = models.get("digested", "versions/1");
    String digest = sha256(bytes(lines));
    assertThat(reply.json().path("digest").asText()).isEqualTo("sha256:" + digest);
    assertThat(reply.raw().headers().firstValue("ETag")).hasValue('"' + digest + "-1\"");
  }

  @Test
  void isNotSentAgainToWhoHoldsIt() {
    models.model("held");
    models.version("held", Map.of("f", bytes("x")));
    String etag = models.get("held", "versions/1").raw().headers().firstValue("ETag").orElseThrow();
    Client.Reply again = models.get("held", "versions/latest", "If-None-Match", etag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.raw().headers().firstValue("ETag")).hasValue(etag);
    models.version("held", Map.of("f", bytes("x")));
    assertThat(models.get("held", "versions/latest", "If-None-Match", etag).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "versions/1,1",
    "versions/01,1",
    "versions/latest,3",
    "aliases/best,2",
    "aliases/latest,3",
    "stages/Staging,2",
    "stages/staging,2",
    "stages/None,3"
  })
  void findsTheVersion(String rest, String version) {
    String name = "found " + rest;
    String safe = name.replace('/', ' ');
    models.model(safe);
    for (int n = 1; n <= 3; n++) {
      models.version(safe, Map.of("n", bytes("n" + n)));
    }
    models.alias(safe, "best", "2");
    models.stage(safe, "1", "Staging");
    models.stage(safe, "2", "Staging");
    assertThat(models.get(safe, rest).json().path("version").asText()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({
    "versions/2,404,RESOURCE_DOES_NOT_EXIST",
    "versions/99999999999,404,RESOURCE_DOES_NOT_EXIST",
    "versions/x,400,INVALID_PARAMETER_VALUE",
    "aliases/none,404,RESOURCE_DOES_NOT_EXIST",
    "aliases/a%2Fb,400,INVALID_PARAMETER_VALUE",
    "stages/Production,404,RESOURCE_DOES_NOT_EXIST",
    "stages/Prod,400,INVALID_PARAMETER_VALUE",
    "versions/2/archive,404,RESOURCE_DOES_NOT_EXIST",
    "versions/1/files/none,404,RESOURCE_DOES_NOT_EXIST",
    "versions/1/files/folder,400,INVALID_PARAMETER_VALUE",
    "versions/1/files/..%2F..%2Fother,400,INVALID_PARAMETER_VALUE",
    "versions/1/files/%2Fetc%2Fpasswd,400,INVALID_PARAMETER_VALUE"
  })
  void saysWhatIsNotThere(String rest, int status, String code) {
    String name = "absent " + rest.replaceAll("[^a-z0-9A-Z]", " ");
    models.model(name);
    models.version(name, Map.of("folder/f", bytes("x")));
    Client.Reply reply = models.get(name, rest);
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.errorCode()).isEqualTo(code);
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
  }

  @Test
  void saysThatAModelIsNotThere() {
    for (String rest : new String[] {"versions/latest", "aliases/a", "stages/None", "versions/1"}) {
      assertThat(models.get("no such model", rest).errorCode())
          .as(rest)
          .isEqualTo("RESOURCE_DOES_NOT_EXIST");
    }
  }

  @Test
  void saysWhereFilesLieThatAreNotHere() {
    models.model("elsewhere");
    models.version("elsewhere", "", "s3://bucket/some/model");
    for (String rest : new String[] {"versions/1", "versions/1/archive", "versions/1/files/f"}) {
      Client.Reply reply = models.get("elsewhere", rest);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.message()).contains("s3://bucket/some/model");
    }
  }

  @Test
  void hasNoManifestOfNoFiles() {
    models.model("empty");
    String run = models.run(Map.of());
    models.version("empty", run, "runs:/" + run + "/model");
    Client.Reply reply = models.get("empty", "versions/1");
    assertThat(reply.errorCode()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
    assertThat(reply.message()).contains("There are no files");
  }

  @Test
  void tellsWhoAsksForAManifestIfAnyWhyThereIsNone() {
    models.model("if any");
    String run = models.run(Map.of("f", bytes("1")));
    models.version("if any", run, "runs:/" + run + "/model");
    models.version("if any", run, "runs:/" + run + "/none");
    models.version("if any", run, "s3://bucket/model");
    assertThat(models.get("if any", "versions/1?if_any=true").json())
        .isEqualTo(models.get("if any", "versions/1").json());
    for (String without : new String[] {"versions/2", "versions/3"}) {
      Client.Reply told = models.get("if any", without + "?if_any=true");
      assertThat(told.status()).isEqualTo(200);
      assertThat(told.json().path("none").asText())
          .isEqualTo(models.get("if any", without).message());
    }
    assertThat(models.get("if any", "versions/4?if_any=true").status()).isEqualTo(404);
    assertThat(models.get("if any", "versions/1?if_any=yes").status()).isEqualTo(400);
  }

  @Test
  void followsSourcesOfRunsCopiesAndLoggedModels() {
    models.model("sources");
    String run = models.run(Map.of("f", bytes("of a run")));
    models.version("sources", run, "runs:/" + run + "/model");
    models.version("sources", run, "models:/sources/1");
    Client client = server.client();
    JsonNode info =
        client.post("logged-models", "{\"experiment_id\":\"0\"}").json().at("/model/info");
    String id = info.path("model_id").asText();
    new FileCalls(server).put("0/models/" + id + "/artifacts/f", "of a model");
    client.post(
        "model-versions/create",
        Json.text("name", "sources", "source", "models:/" + id, "model_id", id));
    assertThat(models.get("sources", "versions/1/files/f").body()).isEqualTo("of a run");
    assertThat(models.get("sources", "versions/2/files/f").body()).isEqualTo("of a run");
    assertThat(models.get("sources", "versions/3/files/f").body()).isEqualTo("of a model");
    assertThat(models.get("sources", "versions/3").json().path("model_id").asText()).isEqualTo(id);
  }

  @Test
  void tellsOnlyWhatLiesBelowTheSource() {
    models.model("bounded");
    String run = models.run(Map.of("in/f", bytes("1"), "in-out/f", bytes("2"), "in0", bytes("3")));
    models.version("bounded", run, "mlflow-artifacts:/0/" + run + "/artifacts/model/in");
    assertThat(Json.texts(models.get("bounded", "versions/1").json().path("files"), "path"))
        .containsExactly("f");
    assertThat(models.get("bounded", "versions/1/files/f").body()).isEqualTo("1");
  }

  @Test
  void sendsPartsOfAFileOnlyWhileItIsTheOneThatIsMeant() {
    models.model("ranged");
    models.version("ranged", Map.of("f.txt", bytes("0123456789")));
    String etag = '"' + sha256(bytes("0123456789")) + '"';
    Client.Reply part =
        models.get("ranged", "versions/1/files/f.txt", "Range", "bytes=4-", "If-Match", etag);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("456789");
    assertThat(
            models
                .get("ranged", "versions/1/files/f.txt", "If-Match", '"' + "0".repeat(64) + '"')
                .status())
        .isEqualTo(412);
  }

  @Test
  void sendsAllFilesAsATar() throws IOException, InterruptedException {
    models.model("archived");
    Map<String, byte[]> content = new TreeMap<>();
    content.put("a/empty", new byte[0]);
    content.put("big.bin", new byte[300_000]);
    content.put("ümlaut/☃.txt", bytes("snow"));
    content.put("x".repeat(120) + "/" + "y".repeat(200), bytes("long"));
    models.version("archived", content);
    HttpResponse<byte[]> archive = archive("archived");
    assertThat(archive.headers().firstValue("Content-Type")).hasValue("application/x-tar");
    assertThat(archive.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"archived-1.tar\"");
    Map<String, byte[]> unpacked = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive.body()))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpacked.put(entry.getName(), tar.readAllBytes());
      }
    }
    assertThat(unpacked.keySet()).isEqualTo(content.keySet());
    content.forEach((path, bytes) -> assertThat(unpacked.get(path)).as(path).isEqualTo(bytes));
  }

  private static HttpResponse<byte[]> archive(String name)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + server.port()
                + "/api/modelyard/1.0/models/"
                + name
                + "/versions/1/archive");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void tellsOfMoreFilesThanItReadsAtOnce() {
    models.model("large");
    String run = models.run(Map.of("n0000", bytes("0")));
    new TestSql(server.database())
        .execute(
            "INSERT INTO artifact (root, kind, folder, name, blob_id, size, modified)"
                + " SELECT root, kind, folder, 'n' || to_char(i, 'FM0000'), blob_id, size, modified"
                + " FROM artifact CROSS JOIN generate_series(1, 2499) AS i"
                + " WHERE name = 'n0000' AND root = '"
                + run
                + "'");
    models.version("large", run, "runs:/" + run + "/model");
    Client.Reply reply = models.get("large", "versions/1");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      lines.append("1 %s n%04d\n".formatted(sha256(bytes("0")), i));
    }
    assertThat(reply.json().path("digest").asText())
        .isEqualTo("sha256:" + sha256(bytes(lines.toString())));
    assertThat(reply.json().path("files")).hasSize(2_500);
    assertThat(reply.json().path("total_size").asInt()).isEqualTo(2_500);
    String etag = reply.raw().headers().firstValue("ETag").orElseThrow();
    assertThat(models.get("large", "versions/1", "If-None-Match", etag).status()).isEqualTo(304);
  }

  @Test
  void givesMlflowsPageAFileOfAVersion() {
    models.model("paged");
    models.version("paged", Map.of("MLmodel", bytes(MLMODEL)));
    Client client = server.client();
    Client.Reply reply =
        client.send(
            client.request(
                "/model-versions/get-artifact?path=MLmodel&name=paged&version=1", "GET", ""));
    assertThat(reply.body()).isEqualTo(MLMODEL);
    assertThat(
            client
                .send(
                    client.request("/model-versions/get-artifact?name=paged&version=1", "GET", ""))
                .status())
        .isEqualTo(400);
  }

  @Test
  void takesNamesOfAnyLetters() {
    String name = "my model+ä%2F@1?#";
    models.model(name);
    models.version(name, Map.of("a b+c%20ü", bytes("odd")));
    assertThat(models.get(name, "versions/1").json().path("name").asText()).isEqualTo(name);
    assertThat(models.get(name, "versions/1/files/" + StoredModels.encoded("a b+c%20ü")).body())
        .isEqualTo("odd");
  }

  @Test
  void keepsSilentAboutASignatureThatCannotBeRead() {
    assertThat(Signatures.parse(bytes("signature: {inputs: 'no json', outputs: '[1] 2'}")))
        .isEqualTo("{\"inputs\":\"no json\",\"outputs\":\"[1] 2\"}");
    for (String yaml :
        new String[] {
          "",
          "- a",
          "a: b",
          "signature: null",
          "signature: [",
          "signature: {a: &x [*x, *x]}",
          "%\0",
          "signature: !!javax.script.ScriptEngineManager [x]"
        }) {
      assertThat(Signatures.parse(bytes(yaml))).as(yaml).doesNotContain("ScriptEngine");
    }
  }
}
