/** What pages show, kept under a short address when their own would be too long. */
@NullMarked
package dev.modelyard.server.views;

import org.jspecify.annotations.NullMarked;
