/** Counts what happens. */
@NullMarked
package io.durableemitter.core.metrics;

import org.jspecify.annotations.NullMarked;
