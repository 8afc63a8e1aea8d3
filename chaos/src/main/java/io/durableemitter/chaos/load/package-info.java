/** Callers that emit events which can be recognised again. */
@NullMarked
package io.durableemitter.chaos.load;

import org.jspecify.annotations.NullMarked;
