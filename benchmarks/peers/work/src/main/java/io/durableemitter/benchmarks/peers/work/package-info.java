/** The work that each outbox does when it is measured, and the measurement. */
@NullMarked
package io.durableemitter.benchmarks.peers.work;

import org.jspecify.annotations.NullMarked;
