/**
 * The metrics API of OpenTelemetry over a registry of Micrometer, as far as the emitter uses it:
 * counters and gauges with callbacks, and histograms.
 */
@NullMarked
package io.durableemitter.spring.internal.micrometer;

import org.jspecify.annotations.NullMarked;
