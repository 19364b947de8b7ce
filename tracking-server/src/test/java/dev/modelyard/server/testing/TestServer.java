package dev.modelyard.server.testing;

import dev.modelyard.server.Config;
import dev.modelyard.server.Server;
import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.http.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a free port of the loopback interface and on a database of its own, for the
 * length of a test class: {@code @RegisterExtension static final TestServer server = new
 * TestServer();}
 */
public final class TestServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private final Map<String, String> settings;
  private Map<String, String> started = Map.of();
  private @Nullable Server server;
  private @Nullable DatabaseAddress database;
  private @Nullable Path dataDirectory;
  private boolean proxied;
  private @Nullable TcpProxy proxy;

  public TestServer() {
    this(Map.of());
  }

  /** With settings by their variables' names over those that every test has. */
  public TestServer(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  /** Starts it outside of JUnit's life cycle, for try-with-resources. */
  public TestServer start() {
    DatabaseAddress own = TestDatabases.create();
    database = own;
    Map<String, String> all = new HashMap<>();
    all.put("MODELYARD_LISTEN", "127.0.0.1:0");
    all.put("MODELYARD_DATABASE_URL", proxied(own.jdbcUrl()));
    all.put("MODELYARD_DATABASE_USER", own.user());
    all.put("MODELYARD_DATABASE_PASSWORD", own.password().reveal());
    Path folder = folder();
    dataDirectory = folder;
    all.put("MODELYARD_DATA_DIR", folder.toString());
    all.putAll(settings);
    started = Map.copyOf(all);
    server = Server.start(Config.from(all));
    return this;
  }

  /** A folder for the server's files, which the end of the tests removes. */
  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("modelyard-files");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> TestDatabases.delete(folder)));
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Puts a proxy before the database, to count round trips or to cut the line. */
  public TestServer withProxy() {
    proxied = true;
    return this;
  }

  /** What stands between the server and its database. */
  public TcpProxy proxy() {
    if (proxy == null) {
      throw new IllegalStateException("not started with a proxy");
    }
    return proxy;
  }

  private String proxied(String url) {
    Matcher address = Pattern.compile("//([^:/]+)(?::(\\d+))?/").matcher(url);
    if (!proxied || !address.find()) {
      return url;
    }
    int port = address.group(2) == null ? 5432 : Integer.parseInt(address.group(2));
    TcpProxy between = new TcpProxy(address.group(1), port);
    proxy = between;
    return address.replaceFirst("//127.0.0.1:" + between.port() + "/");
  }

  /** A client of its API. */
  public Client client() {
    return new Client("http://127.0.0.1:" + port());
  }

  public int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.port();
  }

  /** The settings that it was started with. */
  public Map<String, String> settings() {
    return started;
  }

  /** All calls that it serves. */
  public Api api() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.api();
  }

  /** The database that it writes to. */
  public DatabaseAddress database() {
    if (database == null) {
      throw new IllegalStateException("not started");
    }
    return database;
  }

  /** The folder of its artifact store, when that is a folder. */
  public Path artifactFolder() {
    if (dataDirectory == null) {
      throw new IllegalStateException("not started");
    }
    return dataDirectory.resolve("artifacts");
  }

  /** The file that holds a blob in {@link #artifactFolder}. */
  public Path blobFile(UUID id) {
    String hex = id.toString().replace("-", "");
    try (Stream<Path> files = Files.walk(artifactFolder())) {
      return files
          .filter(file -> file.getFileName().toString().replace("-", "").contains(hex))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no file holds blob " + id));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (proxy != null) {
      proxy.close();
    }
  }
}
