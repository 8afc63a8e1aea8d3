/** An application that takes what the emitter in its process needs. */
@NullMarked
package io.durableemitter.chaos.exhaustion;

import org.jspecify.annotations.NullMarked;
