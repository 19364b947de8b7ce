/**
 * What has changed since a cursor, asked once or followed. It reads the tables of other features,
 * which note their changes there, and writes none: see ADR 11.
 */
@NullMarked
package dev.modelyard.server.changes;

import org.jspecify.annotations.NullMarked;
