/** The other end, in a process of its own. */
@NullMarked
package io.durableemitter.benchmarks.speed.server;

import org.jspecify.annotations.NullMarked;
