/** Emitter processes with little memory. */
@NullMarked
package io.durableemitter.acceptance.press;

import org.jspecify.annotations.NullMarked;
