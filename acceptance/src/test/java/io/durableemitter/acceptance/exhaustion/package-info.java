/** Emitter processes with little memory, no file descriptors, or a log or a meter that blocks. */
@NullMarked
package io.durableemitter.acceptance.exhaustion;

import org.jspecify.annotations.NullMarked;
