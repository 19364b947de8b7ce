package dev.modelyard.client.spool;

import dev.modelyard.client.wire.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a spool is of: the run to be made or resumed, and how it ended. Kept in a file that is
 * replaced as a whole. Thread-safe.
 */
public final class Head {
  static final String FILE = "head.json";

  private final Path folder;
  private final Start start;
  private boolean asked;
  private @Nullable String madeId;
  private @Nullable String status;
  private long endTime;

  Head(Path folder, Start start) {
    this.folder = folder;
    this.start = start;
  }

  /** What is known when a stream begins; never changed. */
  public static final class Start {
    private final String stream;
    private final String url;
    private final String runId;
    private final boolean resumed;
    private final String experiment;
    private final String name;
    private final String user;
    private final long time;
    private final Map<String, String> tags;

    /**
     * A start.
     *
     * @param runId the run's id: of a new run the one that it shall have
     * @param resumed whether the run is there already
     * @param experiment the name of its experiment; of a resumed run ""
     */
    public Start(
        String stream,
        String url,
        String runId,
        boolean resumed,
        String experiment,
        String name,
        String user,
        long time,
        Map<String, String> tags) {
      this.stream = stream;
      this.url = url;
      this.runId = runId;
      this.resumed = resumed;
      this.experiment = experiment;
      this.name = name;
      this.user = user;
      this.time = time;
      this.tags = Map.copyOf(tags);
    }

    public String stream() {
      return stream;
    }

    /** The address of the server that the run belongs to. */
    public String url() {
      return url;
    }

    public String runId() {
      return runId;
    }

    public boolean resumed() {
      return resumed;
    }

    public String experiment() {
      return experiment;
    }

    public String name() {
      return name;
    }

    public String user() {
      return user;
    }

    public long time() {
      return time;
    }

    public Map<String, String> tags() {
      return tags;
    }
  }

  static Head read(Path folder) throws IOException {
    Json json = Json.read(Files.readAllBytes(folder.resolve(FILE)));
    Head head =
        new Head(
            folder,
            new Start(
                json.get("stream").text(""),
                json.get("url").text(""),
                json.get("run_id").text(""),
                json.get("resumed").isTrue(),
                json.get("experiment").text(""),
                json.get("name").text(""),
                json.get("user").text(""),
                json.get("start_time").number(0),
                json.get("tags").texts()));
    head.asked = json.get("asked").isTrue();
    head.madeId = json.get("made_id").textOrNull();
    head.status = json.get("status").textOrNull();
    head.endTime = json.get("end_time").number(0);
    return head;
  }

  /** Writes the file anew, whole and on the disk, or leaves the old one. */
  synchronized void save() throws IOException {
    byte[] json =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeNumberField("format", 1);
              out.writeStringField("stream", start.stream);
              out.writeStringField("url", start.url);
              out.writeStringField("run_id", start.runId);
              out.writeBooleanField("resumed", start.resumed);
              out.writeStringField("experiment", start.experiment);
              out.writeStringField("name", start.name);
              out.writeStringField("user", start.user);
              out.writeNumberField("start_time", start.time);
              out.writeObjectFieldStart("tags");
              for (Map.Entry<String, String> tag : start.tags.entrySet()) {
                out.writeStringField(tag.getKey(), tag.getValue());
              }
              out.writeEndObject();
              out.writeBooleanField("asked", asked);
              if (madeId != null) {
                out.writeStringField("made_id", madeId);
              }
              if (status != null) {
                out.writeStringField("status", status);
                out.writeNumberField("end_time", endTime);
              }
              out.writeEndObject();
            });
    Path fresh = folder.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(json);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  public Start start() {
    return start;
  }

  /** Whether the server may have been asked to make the run: its answer can have been lost. */
  public synchronized boolean asked() {
    return asked;
  }

  public synchronized void setAsked() throws IOException {
    asked = true;
    save();
  }

  /** The id that the run has on the server, once it is there. */
  public synchronized @Nullable String madeId() {
    return start.resumed ? start.runId : madeId;
  }

  public synchronized void setMadeId(String id) throws IOException {
    madeId = id;
    save();
  }

  /** The status with which the run ended; null while it goes on. */
  public synchronized @Nullable String status() {
    return status;
  }

  public synchronized long endTime() {
    return endTime;
  }

  public synchronized void setEnd(String given, long time) throws IOException {
    status = given;
    endTime = time;
    save();
  }
}
