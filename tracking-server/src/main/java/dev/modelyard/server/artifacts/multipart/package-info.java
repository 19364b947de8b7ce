/** Files that arrive in parts, as clients send those from 500 MiB on. */
@NullMarked
package dev.modelyard.server.artifacts.multipart;

import org.jspecify.annotations.NullMarked;
