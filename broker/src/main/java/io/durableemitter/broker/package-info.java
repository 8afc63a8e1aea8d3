/**
 * Real Kafka brokers for tests and demonstrations: {@link io.durableemitter.broker.KafkaBrokers}
 * starts one or several in about 5 s, each a child JVM that is broker and controller in one, with
 * its data in a temporary directory. They need Kafka on the class path and no installation.
 */
@NullMarked
package io.durableemitter.broker;

import org.jspecify.annotations.NullMarked;
