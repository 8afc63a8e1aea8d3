/** Hands stored events to the transport and removes them when they are delivered. */
@NullMarked
package io.durableemitter.core.internal.deliver;

import org.jspecify.annotations.NullMarked;
