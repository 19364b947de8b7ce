/** The web page: one document for all of its addresses, and the assets that it needs. */
@NullMarked
package dev.modelyard.server.page;

import org.jspecify.annotations.NullMarked;
