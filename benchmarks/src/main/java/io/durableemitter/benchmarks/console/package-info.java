/** What it costs an emitter that somebody watches its queue. */
@NullMarked
package io.durableemitter.benchmarks.console;

import org.jspecify.annotations.NullMarked;
