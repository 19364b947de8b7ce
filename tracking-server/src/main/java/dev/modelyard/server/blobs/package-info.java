/** Bytes in a store: a folder or S3. Knows no names of files, no owners, no HTTP. */
@NullMarked
package dev.modelyard.server.blobs;

import org.jspecify.annotations.NullMarked;
