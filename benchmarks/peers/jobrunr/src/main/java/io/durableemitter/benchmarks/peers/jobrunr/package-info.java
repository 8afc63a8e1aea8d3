/** JobRunr, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.jobrunr;

import org.jspecify.annotations.NullMarked;
