package dev.modelyard.server.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which Modelyard this is, as the build wrote it down. */
public final class Version {
  /** Our own version. */
  public static final String PRODUCT;

  /** The MLflow release whose REST API we speak. */
  public static final String WIRE;

  static {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/modelyard.properties")) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    PRODUCT = properties.getProperty("version");
    WIRE = properties.getProperty("mlflow.wire.version");
  }

  private Version() {}
}
