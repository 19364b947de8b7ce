/** How much goes on in experiments: what their list and the first page show. */
@NullMarked
package dev.modelyard.server.runs.activity;

import org.jspecify.annotations.NullMarked;
