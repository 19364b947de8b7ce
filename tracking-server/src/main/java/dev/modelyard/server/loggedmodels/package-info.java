/** Logged models: what training saved, with params, tags and metrics of its own. */
@NullMarked
package dev.modelyard.server.loggedmodels;

import org.jspecify.annotations.NullMarked;
