/** The log of every change of the registry: audit trail, history and feed in one. */
@NullMarked
package dev.modelyard.server.registry.events;

import org.jspecify.annotations.NullMarked;
