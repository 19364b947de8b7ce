/** What tests stand on: real databases, a real server, and a client that speaks plain HTTP. */
@NullMarked
package dev.modelyard.server.testing;

import org.jspecify.annotations.NullMarked;
