/** Runs {@code com.example.orders} by each of its ways, and compares what came of it. */
@NullMarked
package io.durableemitter.examples.orders;

import org.jspecify.annotations.NullMarked;
