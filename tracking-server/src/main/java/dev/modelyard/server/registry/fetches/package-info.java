/** Who fetched a model version last: a note for those who look at what is deployed. */
@NullMarked
package dev.modelyard.server.registry.fetches;

import org.jspecify.annotations.NullMarked;
