package io.durableemitter.benchmarks.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.Payload;
import io.durableemitter.benchmarks.Sample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own producer, with the same acknowledgements and batches. */
final class ProducerContender implements Contender {

  static final int LINGER = 5;

  private final String name;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Supplier<ProducerRecord<byte[], byte[]>> next;
  private final AtomicLong failed = new AtomicLong();

  private ProducerContender(
      String name, String servers, Supplier<ProducerRecord<byte[], byte[]>> next) {
    this.name = name;
    this.next = next;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                LINGER,
                "batch.size",
                128 << 10,
                "buffer.memory",
                33L << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Records that were made beforehand: neither reads nor writes an event. */
  static Contender plain(String servers, String topic) {
    ProducerRecord<byte[], byte[]> made = bySdk(topic, Sample.payload());
    List<Header> headers = List.of(made.headers().toArray());
    byte[] value = made.value();
    return new ProducerContender("plain producer", servers, () -> record(topic, value, headers));
  }

  /** From stored bytes by way of the SDK: its event, its writer of records. */
  static Contender sdk(String servers, String topic) {
    Payload payload = Sample.payload();
    return new ProducerContender("producer and SDK", servers, () -> bySdk(topic, payload));
  }

  private static ProducerRecord<byte[], byte[]> bySdk(String topic, Payload stored) {
    CloudEvent event = new ProtobufFormat().deserialize(stored.unsafeBytes());
    ProducerRecord<Void, byte[]> made = KafkaMessageFactory.createWriter(topic).writeBinary(event);
    return record(topic, made.value(), made.headers());
  }

  private static ProducerRecord<byte[], byte[]> record(
      String topic, byte[] value, Iterable<Header> headers) {
    byte[] noKey = null;
    return new ProducerRecord<>(topic, (Integer) null, noKey, value, headers);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(int events) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(events);
    for (int i = 0; i < events; i++) {
      Future<RecordMetadata> unused =
          producer.send(
              next.get(),
              (metadata, error) -> {
                if (error != null) {
                  failed.incrementAndGet();
                }
                open.countDown();
              });
    }
    open.await();
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " events were not delivered");
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
