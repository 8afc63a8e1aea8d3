package io.durableemitter.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics with Kafka's own consumer, to see what arrived. Safe for concurrent use. */
public final class TopicReader {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private TopicReader() {}

  /**
   * All committed records that a topic has now.
   *
   * @param servers {@code host:port} of some brokers, with commas
   * @param topic its name
   * @return the records, in the order of their offsets within each partition
   * @throws KafkaBrokersException if they cannot be read within a minute
   */
  public static List<ConsumerRecord<byte[], byte[]>> read(String servers, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    forEach(servers, topic, records::add);
    return records;
  }

  /**
   * Gives all committed records that a topic has now, one after the other.
   *
   * @param servers {@code host:port} of some brokers, with commas
   * @param topic its name
   * @param to is given each
   * @throws KafkaBrokersException if no record comes for a minute though there are more
   */
  public static void forEach(
      String servers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long lastNanos = System.nanoTime();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        var polled = consumer.poll(POLL);
        polled.forEach(to);
        if (!polled.isEmpty()) {
          lastNanos = System.nanoTime();
        } else if (System.nanoTime() - lastNanos > LONGEST_NANOS) {
          throw new KafkaBrokersException("the topic " + topic + " cannot be read to its end");
        }
      }
    }
  }

  /**
   * Gives a header of all committed records that a topic has now, one after the other.
   *
   * @param servers {@code host:port} of some brokers, with commas
   * @param topic its name
   * @param header the name of the header; records without it are left out
   * @param to is given the value of each
   * @throws KafkaBrokersException if no record comes for a minute though there are more
   */
  public static void forEachHeader(
      String servers, String topic, String header, Consumer<byte[]> to) {
    forEach(
        servers,
        topic,
        one -> {
          Header found = one.headers().lastHeader(header);
          if (found != null) {
            to.accept(found.value());
          }
        });
  }
}
