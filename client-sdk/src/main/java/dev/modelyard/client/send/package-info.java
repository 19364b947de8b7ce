/** The way from the spool to the server. */
@NullMarked
package dev.modelyard.client.send;

import org.jspecify.annotations.NullMarked;
