/** Parts of the emitter, each alone, by JMH. */
@NullMarked
package io.durableemitter.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
