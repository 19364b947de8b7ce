/** What was logged and is not yet on the server: files that survive the process. */
@NullMarked
package dev.modelyard.client.spool;

import org.jspecify.annotations.NullMarked;
