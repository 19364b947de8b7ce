/** What runs read and wrote: datasets, and logged models. */
@NullMarked
package dev.modelyard.server.runs.inputs;

import org.jspecify.annotations.NullMarked;
