package io.durableemitter.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class KafkaBrokersTest {

  @Test
  void whatThreeBrokersHaveOutlivesOneThatIsKilled() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.builder().brokers(3).start()) {
      brokers.createTopic("events", 3, Map.of());
      try (KafkaProducer<byte[], byte[]> producer = producer(brokers)) {
        send(producer, "before");
        long pid = brokers.pid(0);
        brokers.kill(0);
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
        assertThatThrownBy(() -> brokers.pid(0)).isInstanceOf(IllegalStateException.class);
        send(producer, "meanwhile");
        brokers.restart(0);
        send(producer, "after");
      }
      assertThat(read(brokers, 3)).containsExactlyInAnyOrder("before", "meanwhile", "after");
    }
  }

  @Test
  void nothingIsLeftOfABrokerThatCannotStart() {
    long before = ours();
    assertThatThrownBy(
            () -> KafkaBrokers.builder().property("num.io.threads", "none").start().close())
        .isInstanceOf(KafkaBrokersException.class)
        .hasMessageContaining("num.io.threads");
    assertThat(ours()).isEqualTo(before);
  }

  @Test
  void theNumberOfBrokersIsChecked() {
    assertThatThrownBy(() -> KafkaBrokers.builder().brokers(0))
        .hasMessage("brokers must be 1 to 9 but is 0");
  }

  private static long ours() {
    return ProcessHandle.current().children().count();
  }

  private static KafkaProducer<byte[], byte[]> producer(KafkaBrokers brokers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", brokers.bootstrapServers(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String text) throws Exception {
    producer
        .send(new ProducerRecord<>("events", text.getBytes(StandardCharsets.UTF_8)))
        .get(60, TimeUnit.SECONDS);
  }

  private static List<String> read(KafkaBrokers brokers, int count) {
    List<String> texts = new java.util.ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", brokers.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(
          List.of(
              new TopicPartition("events", 0),
              new TopicPartition("events", 1),
              new TopicPartition("events", 2)));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (texts.size() < count && System.nanoTime() - end < 0) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
        records.forEach(one -> texts.add(new String(one.value(), StandardCharsets.UTF_8)));
      }
    }
    return texts;
  }
}
