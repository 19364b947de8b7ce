/** HTTP: the route table, guards against browsers and abuse, failures as JSON, the request log. */
@NullMarked
package dev.modelyard.server.http;

import org.jspecify.annotations.NullMarked;
