package dev.modelyard.server.fetch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a manifest's JSON and checks it. Of a hundred thousand files it holds only what it gives.
 */
final class ManifestReader {
  private static final int MOST_FILES = 1_000_000;
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,18}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private String name = "";
  private String version = "";
  private String digest = "";
  private long totalSize = -1;
  private long fileCount = -1;
  private final List<ManifestFile> files = new ArrayList<>();

  private ManifestReader() {}

  /**
   * Reads one JSON object.
   *
   * @throws IOException when it is no JSON, or stops coming
   * @throws FetchException when it is no manifest that can be trusted
   */
  static Manifest read(InputStream in) throws IOException {
    ManifestReader reader = new ManifestReader();
    try (JsonParser parser = JSON.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        reader.field(parser);
      }
    }
    return reader.checked();
  }

  private void field(JsonParser parser) throws IOException {
    String field = parser.currentName();
    JsonToken value = parser.nextToken();
    switch (field) {
      case "name" -> name = parser.getValueAsString("");
      case "version" -> version = parser.getValueAsString("");
      case "digest" -> digest = parser.getValueAsString("");
      case "total_size" -> totalSize = parser.getValueAsLong(-1);
      case "file_count" -> fileCount = parser.getValueAsLong(-1);
      case "files" -> {
        if (value != JsonToken.START_ARRAY) {
          throw unfit("its files are no list");
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          if (files.size() == MOST_FILES) {
            throw unfit("it has more than " + MOST_FILES + " files");
          }
          files.add(file(parser));
        }
      }
      default -> parser.skipChildren();
    }
  }

  private static ManifestFile file(JsonParser parser) throws IOException {
    String path = "";
    long size = -1;
    String sha256 = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "path" -> path = parser.getValueAsString("");
        case "size" -> size = parser.getValueAsLong(-1);
        case "sha256" -> sha256 = parser.getValueAsString("");
        default -> parser.skipChildren();
      }
    }
    return new ManifestFile(path, size, sha256);
  }

  private Manifest checked() {
    if (name.isEmpty() || !VERSION.matcher(version).matches()) {
      throw unfit("it names no version of a model");
    }
    long sum = 0;
    for (ManifestFile file : files) {
      if (file.size() < 0 || !HEX.matcher(file.sha256()).matches()) {
        throw unfit("it lacks the size or digest of '" + file.path() + "'");
      }
      sum += file.size();
      if (sum < 0) {
        throw unfit("its files are larger than any disk");
      }
    }
    FilePaths.check(files);
    if (sum != totalSize || files.size() != fileCount) {
      throw unfit("its files are not as many, or as large, as it says");
    }
    if (!digest.equals(Manifest.digestOf(files))) {
      throw unfit("its digest is not that of its files");
    }
    return new Manifest(name, version, digest, files);
  }

  private static FetchException unfit(String why) {
    return FetchException.spoiled("The server sent a manifest that cannot be trusted: " + why);
  }
}
