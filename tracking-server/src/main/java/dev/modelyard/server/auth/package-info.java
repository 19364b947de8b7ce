/** Who may do what. */
@NullMarked
package dev.modelyard.server.auth;

import org.jspecify.annotations.NullMarked;
