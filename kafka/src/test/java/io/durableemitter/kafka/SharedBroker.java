package io.durableemitter.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.durableemitter.broker.KafkaBrokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The one broker of this module's tests, started by the first that needs it and ended with the JVM.
 * Whoever comes without credentials may do everything; the user {@code writer} what an ACL says.
 */
final class SharedBroker {

  static final String USER = "writer";
  static final String PASSWORD = "secret-of-the-writer";

  private static final KafkaBrokers BROKER =
      KafkaBrokers.builder()
          .saslUser(USER, PASSWORD)
          .property(
              "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
          .property("super.users", "User:ANONYMOUS")
          .start();
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private SharedBroker() {}

  static KafkaBrokers broker() {
    return BROKER;
  }

  static String servers() {
    return BROKER.bootstrapServers();
  }

  /** A new topic. */
  static String topic() {
    return topic(Map.of());
  }

  static String topic(Map<String, String> properties) {
    String name = "topic-" + TOPICS.incrementAndGet();
    BROKER.createTopic(name, 3, properties);
    return name;
  }

  static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    return read(servers(), topic, count);
  }

  /** Reads a topic from its beginning until there are so many records. */
  static List<ConsumerRecord<byte[], byte[]>> read(String servers, String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (records.size() < count && System.nanoTime() - end < 0) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  static CloudEvent event(ConsumerRecord<byte[], byte[]> record) {
    return KafkaMessageFactory.createReader(record).toEvent();
  }
}
