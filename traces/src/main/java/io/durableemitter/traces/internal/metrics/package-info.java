/** What the instruments of the engine, all transports and the ingress have in common. */
@NullMarked
package io.durableemitter.traces.internal.metrics;

import org.jspecify.annotations.NullMarked;
