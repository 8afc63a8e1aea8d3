/** The whole beside its limits: emits, deliveries, drains, backlogs. */
@NullMarked
package io.durableemitter.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
