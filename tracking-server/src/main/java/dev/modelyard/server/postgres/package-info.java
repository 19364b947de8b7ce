/** The PostgreSQL that the server brings along, for users who have not set a database URL. */
@NullMarked
package dev.modelyard.server.postgres;

import org.jspecify.annotations.NullMarked;
