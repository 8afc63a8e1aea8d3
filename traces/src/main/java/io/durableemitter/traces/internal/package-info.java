/** What the spans of all transports, and of the other end of a call, have in common. */
@NullMarked
package io.durableemitter.traces.internal;

import org.jspecify.annotations.NullMarked;
