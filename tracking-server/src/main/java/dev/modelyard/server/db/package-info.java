/** The way to PostgreSQL: connections, transactions, retries, migrations. */
@NullMarked
package dev.modelyard.server.db;

import org.jspecify.annotations.NullMarked;
