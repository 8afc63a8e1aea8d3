/**
 * For tests of code that emits, and for authors of stores and transports: a store and a transport
 * without database and network, checks of what was emitted, a clock that moves by hand, and the
 * contracts that stores and transports keep.
 */
@NullMarked
package io.durableemitter.testkit;

import org.jspecify.annotations.NullMarked;
