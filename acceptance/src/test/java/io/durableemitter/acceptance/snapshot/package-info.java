/** An old transaction keeps removed rows from being cleaned up. */
@NullMarked
package io.durableemitter.acceptance.snapshot;

import org.jspecify.annotations.NullMarked;
