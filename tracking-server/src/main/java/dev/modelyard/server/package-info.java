/** Start, wiring and settings of the server. */
@NullMarked
package dev.modelyard.server;

import org.jspecify.annotations.NullMarked;
