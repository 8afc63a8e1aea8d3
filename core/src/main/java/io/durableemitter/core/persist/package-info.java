/** Stores events: callers wait here until their event is committed. */
@NullMarked
package io.durableemitter.core.persist;

import org.jspecify.annotations.NullMarked;
