/** The files of model versions, for those who deploy them: what they are, one by one, and all. */
@NullMarked
package dev.modelyard.server.registry.fetch;

import org.jspecify.annotations.NullMarked;
