/** db-scheduler, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.dbscheduler;

import org.jspecify.annotations.NullMarked;
