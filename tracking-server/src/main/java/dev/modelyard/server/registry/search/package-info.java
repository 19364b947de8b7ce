/** Searching registered models and their versions. */
@NullMarked
package dev.modelyard.server.registry.search;

import org.jspecify.annotations.NullMarked;
