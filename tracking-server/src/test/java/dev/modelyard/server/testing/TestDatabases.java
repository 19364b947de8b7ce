package dev.modelyard.server.testing;

import dev.modelyard.server.db.DatabaseAddress;
import dev.modelyard.server.db.Migrations;
import dev.modelyard.server.db.Secret;
import dev.modelyard.server.postgres.DataDirectory;
import dev.modelyard.server.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Databases for tests, each a clone of one migrated template. They live on the product's own
 * embedded PostgreSQL, or on the one of {@code MODELYARD_TEST_DATABASE_URL} (a superuser's {@code
 * jdbc:postgresql://host:port/postgres?user=…&password=…}), or in a container of the image that
 * {@code MODELYARD_TEST_DATABASE_IMAGE} names. Started once per test run.
 */
public final class TestDatabases {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static @Nullable TestDatabases instance;

  private final DatabaseAddress maintenance;
  private final String prefix = "modelyard_test_" + ProcessHandle.current().pid() + "_";

  private TestDatabases(DatabaseAddress maintenance) {
    this.maintenance = maintenance;
    execute("CREATE DATABASE " + prefix + "template ENCODING 'UTF8' TEMPLATE template0");
    new Migrations(address(prefix + "template")).migrate();
  }

  /** A fresh, migrated database of its own; dropped at the end of the test run with the rest. */
  public static synchronized DatabaseAddress create() {
    if (instance == null) {
      instance = new TestDatabases(start());
    }
    return instance.clone(instance.prefix + COUNTER.incrementAndGet());
  }

  /** A fresh database without any schema. */
  public static synchronized DatabaseAddress createEmpty() {
    create();
    String name = instance().prefix + COUNTER.incrementAndGet();
    instance().execute("CREATE DATABASE " + name + " ENCODING 'UTF8' TEMPLATE template0");
    return instance().address(name);
  }

  private static TestDatabases instance() {
    if (instance == null) {
      throw new IllegalStateException("not started");
    }
    return instance;
  }

  private DatabaseAddress clone(String name) {
    execute("CREATE DATABASE " + name + " TEMPLATE " + prefix + "template");
    return address(name);
  }

  private DatabaseAddress address(String database) {
    String url = maintenance.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/" + database + "$1");
    return new DatabaseAddress(url, maintenance.user(), maintenance.password());
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(
                maintenance.jdbcUrl(), maintenance.user(), maintenance.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static DatabaseAddress start() {
    String url = System.getenv("MODELYARD_TEST_DATABASE_URL");
    String image = System.getenv("MODELYARD_TEST_DATABASE_IMAGE");
    if (url != null) {
      System.out.println("Tests run on the PostgreSQL of MODELYARD_TEST_DATABASE_URL");
      return new DatabaseAddress(url, System.getProperty("user.name"), new Secret(""));
    }
    return image == null ? embedded() : container(image);
  }

  private static DatabaseAddress container(String image) {
    System.out.println("Tests run on a container of " + image);
    PostgreSQLContainer container = new PostgreSQLContainer(image);
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
    container.start();
    return new DatabaseAddress(
        container.getJdbcUrl(), container.getUsername(), new Secret(container.getPassword()));
  }

  private static DatabaseAddress embedded() {
    try {
      Path folder = Files.createTempDirectory("modelyard-test");
      // The database's own user must be able to reach its files when the tests run as root.
      folder.toFile().setExecutable(true, false);
      DataDirectory directory = DataDirectory.open(folder.resolve("data"));
      EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    postgres.close();
                    directory.close();
                    delete(folder);
                  }));
      return new DatabaseAddress(
          postgres.jdbcUrl(), postgres.user(), new Secret(postgres.password()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
