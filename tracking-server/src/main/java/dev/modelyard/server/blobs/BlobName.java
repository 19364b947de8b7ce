package dev.modelyard.server.blobs;

import java.util.UUID;

/** What a blob is called in every store alike, so that copying all names and bytes moves it. */
final class BlobName {
  private BlobName() {}

  /** One of 256 folders by the last two digits of the id, and in it the id. */
  static String of(UUID id) {
    String name = id.toString().replace("-", "");
    return name.substring(name.length() - 2) + "/" + name;
  }
}
