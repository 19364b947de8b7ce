package dev.modelyard.server.artifacts;

/**
 * One line of a listing.
 *
 * @param name the last part of its path
 * @param size in bytes, -1 of a folder
 */
record Entry(String name, long size) {
  boolean isFolder() {
    return size < 0;
  }
}
