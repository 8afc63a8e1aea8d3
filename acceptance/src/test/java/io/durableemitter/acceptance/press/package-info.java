/** Emitter processes with little memory or few file descriptors. */
@NullMarked
package io.durableemitter.acceptance.press;

import org.jspecify.annotations.NullMarked;
