/**
 * Delivers events to topics of Kafka: {@link io.durableemitter.kafka.KafkaBatchEmitter} is the
 * transport, {@link io.durableemitter.kafka.EventRule} says which topic and key an event gets, and
 * {@link io.durableemitter.kafka.KafkaConfig} has the settings.
 */
@NullMarked
package io.durableemitter.kafka;

import org.jspecify.annotations.NullMarked;
