/** Debezium, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.debezium;

import org.jspecify.annotations.NullMarked;
