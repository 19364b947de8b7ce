package dev.modelyard.server.experiments;

/**
 * Where the files of a run or a logged model lie.
 *
 * @param uri made once, when the owner was made: its experiment's location and its id
 * @param writable whether the owner is active
 */
public record ArtifactRoot(long experimentId, String uri, boolean writable) {}
