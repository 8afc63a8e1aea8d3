/** Counts what happens. */
@NullMarked
package io.durableemitter.core.internal.metrics;

import org.jspecify.annotations.NullMarked;
