/** A run into Kafka: brokers and ingresses are killed while events are delivered. */
@NullMarked
package io.durableemitter.chaos.kafka;

import org.jspecify.annotations.NullMarked;
