/** What the machine and its parts can do at best, without an emitter. */
@NullMarked
package io.durableemitter.benchmarks.speed.limit;

import org.jspecify.annotations.NullMarked;
