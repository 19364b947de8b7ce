/**
 * The command {@code fetch}: brings a model from a server into a folder. It is a client, which
 * knows the server by its calls alone.
 */
@NullMarked
package dev.modelyard.server.fetch;

import org.jspecify.annotations.NullMarked;
