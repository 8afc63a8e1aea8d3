/** An old transaction keeps removed rows from being cleaned up. */
@NullMarked
package io.durableemitter.chaos.snapshot;

import org.jspecify.annotations.NullMarked;
