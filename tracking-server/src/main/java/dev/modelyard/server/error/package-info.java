/** What can go wrong, in the words of the wire. */
@NullMarked
package dev.modelyard.server.error;

import org.jspecify.annotations.NullMarked;
