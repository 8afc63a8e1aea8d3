/** Spring Modulith's registry of event publications, measured. */
@NullMarked
package io.durableemitter.benchmarks.peers.modulith;

import org.jspecify.annotations.NullMarked;
