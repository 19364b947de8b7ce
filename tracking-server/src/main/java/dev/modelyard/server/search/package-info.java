/** Filter strings, order keys and page tokens of every search: from text to checked values. */
@NullMarked
package dev.modelyard.server.search;

import org.jspecify.annotations.NullMarked;
