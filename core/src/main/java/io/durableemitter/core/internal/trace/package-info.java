/** Traces: a span for each emit, and its context in the event. */
@NullMarked
package io.durableemitter.core.internal.trace;

import org.jspecify.annotations.NullMarked;
