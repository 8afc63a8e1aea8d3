/** gruelbox transaction-outbox, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.gruelbox;

import org.jspecify.annotations.NullMarked;
