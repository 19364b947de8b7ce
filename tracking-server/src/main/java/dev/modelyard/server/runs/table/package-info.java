/** Runs as the page shows them: rows of the columns asked for, and which columns there are. */
@NullMarked
package dev.modelyard.server.runs.table;

import org.jspecify.annotations.NullMarked;
