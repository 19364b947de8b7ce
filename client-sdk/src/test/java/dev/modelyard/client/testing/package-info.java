/** What tests need around the SDK: a real server, and trouble on the way to it. */
@NullMarked
package dev.modelyard.client.testing;

import org.jspecify.annotations.NullMarked;
