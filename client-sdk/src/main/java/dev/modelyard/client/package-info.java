/**
 * Logging that never harms the training that it logs. Start at {@link
 * dev.modelyard.client.Modelyard#connect()}.
 */
@NullMarked
package dev.modelyard.client;

import org.jspecify.annotations.NullMarked;
