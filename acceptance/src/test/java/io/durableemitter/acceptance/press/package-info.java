/** Emitter processes with little memory, no file descriptors, or a log or a meter that blocks. */
@NullMarked
package io.durableemitter.acceptance.press;

import org.jspecify.annotations.NullMarked;
