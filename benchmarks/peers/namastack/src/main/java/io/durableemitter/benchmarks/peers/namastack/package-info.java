/** Namastack Outbox, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.namastack;

import org.jspecify.annotations.NullMarked;
