/** Other outboxes and ours at the same work, each in a JVM of its own. */
@NullMarked
package io.durableemitter.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
