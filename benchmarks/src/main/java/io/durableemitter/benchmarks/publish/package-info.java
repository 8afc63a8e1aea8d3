/** Turns the figures of a run into the tables and plots of docs/benchmarks.md. */
@NullMarked
package io.durableemitter.benchmarks.publish;

import org.jspecify.annotations.NullMarked;
