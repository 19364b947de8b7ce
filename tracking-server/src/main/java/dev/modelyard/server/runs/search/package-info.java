/** Search over runs: the wire request, its SQL, and its pages. */
@NullMarked
package dev.modelyard.server.runs.search;

import org.jspecify.annotations.NullMarked;
