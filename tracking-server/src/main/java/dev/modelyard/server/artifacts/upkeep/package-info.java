/** What keeps the store of bytes clean and honest: collecting what nobody has, and verifying. */
@NullMarked
package dev.modelyard.server.artifacts.upkeep;

import org.jspecify.annotations.NullMarked;
