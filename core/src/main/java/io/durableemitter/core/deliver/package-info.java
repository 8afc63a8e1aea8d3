/** Hands stored events to the transport and removes them when they are delivered. */
@NullMarked
package io.durableemitter.core.deliver;

import org.jspecify.annotations.NullMarked;
