/** The model registry: registered models, versions, stages, aliases, and who changed what. */
@NullMarked
package dev.modelyard.server.registry;

import org.jspecify.annotations.NullMarked;
