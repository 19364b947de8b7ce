/**
 * How MLflow's REST API spells things: reading fields, writing answers, rules for keys. Knows no
 * HTTP and no SQL.
 */
@NullMarked
package dev.modelyard.server.wire;

import org.jspecify.annotations.NullMarked;
