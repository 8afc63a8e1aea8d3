package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/** Reads the topic from its begin to its end, and then what comes, on a thread of its own. */
final class SchemaReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String BROKEN =
      "schemas are read no more after an error, and refused until this process is started again";
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private final String topic;
  private final SchemaLog log;
  private final Duration timeout;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final ThrottledLog said = new LogThrottle(System::nanoTime).log(SchemaReader.class);
  private final Thread thread = new Thread(this::follow, "ingress-schemas-read");
  private volatile boolean closed;

  SchemaReader(String topic, SchemaClients clients, SchemaLog log) {
    this.topic = topic;
    this.log = log;
    this.timeout = clients.timeout();
    this.consumer = clients.consumer();
    this.partition = new TopicPartition(topic, 0);
    thread.setDaemon(true);
  }

  /**
   * Reads what is there and begins to follow.
   *
   * @throws IllegalStateException if there is too much
   * @throws KafkaException if the brokers give nothing for as long as a question may take
   */
  void start() {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long begin = consumer.position(partition);
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, begin);
    long last = System.nanoTime();
    long saidAt = last;
    long at = begin;
    while (at < end) {
      read();
      long now = System.nanoTime();
      if (consumer.position(partition) > at) {
        at = consumer.position(partition);
        last = now;
      } else if (now - last > timeout.toNanos()) {
        throw new KafkaException(
            "nothing has come from the topic " + topic + " for " + timeout.toMillis() + " ms");
      }
      if (now - saidAt > SAY_NANOS) {
        saidAt = now;
        said.infoOfChange("progress", "read {} of {} records of schemas", at - begin, end - begin);
      }
    }
    log.reached(end);
    thread.start();
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
      log.apply(one.offset(), one.key(), one.value());
    }
    log.reached(consumer.position(partition));
  }

  private void follow() {
    try {
      while (!closed) {
        read();
      }
      log.ended("the store of schemas is closed");
    } catch (WakeupException | InterruptException e) {
      log.ended("the store of schemas is closed");
    } catch (KafkaException | IllegalStateException e) {
      String why = "the topic " + topic + " is read no more: " + ErrorText.message(e);
      said.error("ended", "{}; schemas are refused until this process is started again", why);
      log.ended(why);
    } catch (Throwable thrown) {
      // such as no memory: what of a record was taken is not known
      log.ended(BROKEN);
      said.error(BROKEN, thrown);
    } finally {
      consumer.close(CloseOptions.timeout(LONGEST_END));
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!thread.isAlive()) {
      consumer.close(CloseOptions.timeout(LONGEST_END));
      return;
    }
    consumer.wakeup();
    try {
      thread.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
