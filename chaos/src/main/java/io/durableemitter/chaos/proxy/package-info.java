/** A TCP proxy that can harm what goes through it. */
@NullMarked
package io.durableemitter.chaos.proxy;

import org.jspecify.annotations.NullMarked;
