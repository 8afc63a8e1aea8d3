/**
 * The sink of a ChipIngress server that puts events into topics of Kafka: {@link
 * io.durableemitter.ingress.kafka.KafkaSink}. In a module of its own, so that nobody has Kafka's
 * client who does not use it.
 */
@NullMarked
package io.durableemitter.ingress.kafka;

import org.jspecify.annotations.NullMarked;
