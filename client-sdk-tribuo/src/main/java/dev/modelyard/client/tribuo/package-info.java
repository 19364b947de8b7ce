/** Logs models of Tribuo: start at {@link dev.modelyard.client.tribuo.Tribuo}. */
@NullMarked
package dev.modelyard.client.tribuo;

import org.jspecify.annotations.NullMarked;
