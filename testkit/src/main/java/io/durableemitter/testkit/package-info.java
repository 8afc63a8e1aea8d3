/**
 * For authors of stores and for tests of code that emits: a contract test, a store and a transport
 * without database and network, and a clock that moves when told to.
 */
@NullMarked
package io.durableemitter.testkit;

import org.jspecify.annotations.NullMarked;
