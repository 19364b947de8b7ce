/** What of the registry is in use. */
@NullMarked
package dev.modelyard.server.registry.deployed;

import org.jspecify.annotations.NullMarked;
