package dev.modelyard.server.artifacts;

import dev.modelyard.server.error.ApiException;
import dev.modelyard.server.wire.Texts;
import java.util.UUID;

/**
 * A run or logged model that is there, with its files.
 *
 * @param wireId its id as clients spell it
 * @param uri its {@code artifact_uri}
 * @param writable whether it is active
 */
public record Owner(
    OwnerKind kind, UUID id, long experimentId, String wireId, String uri, boolean writable) {

  /** How messages name it: {@code run 0a1b…}. */
  String words() {
    return kind.words() + " " + wireId;
  }

  /** Whether its files lie on this server. */
  boolean isKept() {
    return ProxiedUri.parts(uri).isPresent();
  }

  /** This owner, refused unless its files lie on this server. */
  Owner kept() {
    if (!isKept()) {
      throw ApiException.invalid(
          "The files of "
              + words()
              + " do not lie on this server but at "
              + Texts.excerpt(uri)
              + ": clients reach them there, with their own credentials");
    }
    return this;
  }
}
