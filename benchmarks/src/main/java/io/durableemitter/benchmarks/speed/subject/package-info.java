/** A process with an emitter, and what it is told to do and answers. */
@NullMarked
package io.durableemitter.benchmarks.speed.subject;

import org.jspecify.annotations.NullMarked;
