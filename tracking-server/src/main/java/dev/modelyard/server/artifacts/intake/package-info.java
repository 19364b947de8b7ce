/** The way of bytes into the store: measured, checked, on record, and cleared up when unwanted. */
@NullMarked
package dev.modelyard.server.artifacts.intake;

import org.jspecify.annotations.NullMarked;
