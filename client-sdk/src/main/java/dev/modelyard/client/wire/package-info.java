/** The wire: HTTP with deadlines, JSON, and what a server can be asked. */
@NullMarked
package dev.modelyard.client.wire;

import org.jspecify.annotations.NullMarked;
