/** Measures the Kafka transport beside a plain producer. */
@NullMarked
package io.durableemitter.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
