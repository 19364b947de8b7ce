package dev.modelyard.server.fetch;

/**
 * One file of a version.
 *
 * @param path relative, with slashes
 * @param size in bytes
 * @param sha256 of its bytes, in lower-case hex
 */
record ManifestFile(String path, long size, String sha256) {}
