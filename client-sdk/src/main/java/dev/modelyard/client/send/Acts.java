package dev.modelyard.client.send;

import dev.modelyard.client.spool.Head;
import dev.modelyard.client.spool.SpoolFolder;
import dev.modelyard.client.spool.SpoolRecord;
import dev.modelyard.client.spool.StoredFile;
import dev.modelyard.client.wire.Json;
import dev.modelyard.client.wire.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a run does beside logging: files, models, datasets. Each can be done again without harm,
 * since nobody knows after a lost answer whether it was done.
 */
final class Acts {
  private final SpoolFolder folder;
  private final Server server;
  private final Map<String, LongConsumer> listeners = new ConcurrentHashMap<>();
  private @Nullable String root;

  /** The number of the record under way. */
  private long underWay;

  /** What of the record under way is done: on a bad line it would else begin anew for ever. */
  private final Set<String> done = new HashSet<>();

  private Json model = Json.MISSING;

  Acts(SpoolFolder folder, Server server) {
    this.folder = folder;
    this.server = server;
  }

  /** Tells {@code listener} how many bytes of a file of the spool were sent. */
  void listen(String file, LongConsumer listener) {
    listeners.put(file, listener);
  }

  void run(String runId, SpoolRecord record) throws IOException {
    if (record.sequence() != underWay) {
      underWay = record.sequence();
      done.clear();
      model = Json.MISSING;
    }
    Json what = Json.read(record.text());
    switch (record.kind()) {
      case FILE:
        String root = rootOf(runId);
        once("put", () -> put(root, record.keyText(), what));
        break;
      case MODEL:
        model(runId, record, what);
        break;
      case DATASET:
        once("note", () -> server.logInput(runId, record.text()));
        break;
      default:
        throw new IllegalStateException(record.kind() + " travels in batches");
    }
  }

  private String rootOf(String runId) throws IOException {
    String known = root;
    if (known == null) {
      known = server.artifactUri(runId);
      root = known;
    }
    return known;
  }

  private void put(String to, String path, Json file) throws IOException {
    StoredFile stored = StoredFile.of(file);
    LongConsumer told = listeners.getOrDefault(stored.name(), sent -> {});
    server.uploads().put(to, path, stored, folder.file(stored.name()), sent -> tell(told, sent));
  }

  private static void tell(LongConsumer listener, long sent) {
    try {
      listener.accept(sent);
    } catch (RuntimeException theirs) {
      // an upload does not fail for who watches it
    }
  }

  private void model(String runId, SpoolRecord record, Json what) throws IOException {
    Head.Start start = folder.head().start();
    String key = start.stream() + "-" + record.sequence();
    once("make", () -> model = server.putModel(start.experiment(), runId, record.keyText(), key));
    String files = model.get("info").get("artifact_uri").text("");
    for (Json file : what.get("files")) {
      String path = file.get("path").text("");
      once("put " + path, () -> put(files, path, file));
    }
    String id = model.get("info").get("model_id").text("");
    once("finish", () -> server.finishModel(id));
    once("note", () -> server.noteModel(runId, id));
  }

  private interface Step {
    void run() throws IOException;
  }

  private void once(String step, Step work) throws IOException {
    if (!done.contains(step)) {
      work.run();
      done.add(step);
    }
  }

  /** What was done and learnt does not hold any more: the server has lost it. */
  void beginAnew() {
    underWay = 0;
    root = null;
  }

  /** Whether the files of a record are still here. */
  boolean isWhole(SpoolRecord record) throws IOException {
    for (StoredFile file : files(record)) {
      if (!Files.exists(folder.file(file.name()))) {
        return false;
      }
    }
    return true;
  }

  /** Removes the files of a record that is done, or given up. */
  void forget(SpoolRecord record) throws IOException {
    for (StoredFile file : files(record)) {
      listeners.remove(file.name());
      Files.deleteIfExists(folder.file(file.name()));
    }
  }

  private static List<StoredFile> files(SpoolRecord record) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    if (record.kind() == SpoolRecord.Kind.FILE) {
      files.add(StoredFile.of(Json.read(record.text())));
    } else if (record.kind() == SpoolRecord.Kind.MODEL) {
      Json.read(record.text()).get("files").forEach(file -> files.add(StoredFile.of(file)));
    }
    return files;
  }
}
