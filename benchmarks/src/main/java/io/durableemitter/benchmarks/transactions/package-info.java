/** What it costs to emit within a transaction. */
@NullMarked
package io.durableemitter.benchmarks.transactions;

import org.jspecify.annotations.NullMarked;
