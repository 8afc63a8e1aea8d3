/** Stores events: callers wait here until their event is committed. */
@NullMarked
package io.durableemitter.core.internal.persist;

import org.jspecify.annotations.NullMarked;
