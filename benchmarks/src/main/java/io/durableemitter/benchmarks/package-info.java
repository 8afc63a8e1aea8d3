/** What several benchmarks use. */
@NullMarked
package io.durableemitter.benchmarks;

import org.jspecify.annotations.NullMarked;
