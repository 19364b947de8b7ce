/** Searching logged models. */
@NullMarked
package dev.modelyard.server.loggedmodels.search;

import org.jspecify.annotations.NullMarked;
