/** Behind Kafka: a consumer in whose database each event has its effect once. */
@NullMarked
package io.durableemitter.examples.kafka;

import org.jspecify.annotations.NullMarked;
