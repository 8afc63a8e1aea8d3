package io.durableemitter.kafka;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Has the one producer, and replaces it when it is of no use any more: there are errors that Kafka
 * lets none recover from, and its network thread does not outlive a moment without memory. Safe for
 * concurrent use.
 */
final class Producers {

  private final Map<String, Object> properties;
  private final String threadName;
  private final KafkaCounters counters;
  private final ThrottledLog log;
  private final ProducerClosing closing;
  // guarded by this
  private @Nullable Producer<byte[], byte[]> current;
  private volatile boolean closed;

  Producers(
      String bootstrapServers, KafkaConfig config, KafkaCounters counters, LogThrottle throttle) {
    this.properties = ProducerProperties.of(bootstrapServers, config);
    this.threadName = config.threadPrefix() + "-producer-close";
    this.counters = counters;
    this.log = throttle.log(Producers.class);
    this.closing = new ProducerClosing(threadName, log);
  }

  /**
   * Makes the first producer, so that what is wrong with its properties shows now. Names of hosts
   * that cannot be resolved may be known later.
   */
  void start() {
    if (closed) {
      return;
    }
    try {
      Producer<byte[], byte[]> unused = producer();
    } catch (KafkaException e) {
      if (!isUnresolvable(e)) {
        throw new IllegalArgumentException("properties: " + causes(e), e);
      }
      log.warnOfChange("unresolved", "Kafka cannot be reached yet: {}", causes(e));
    }
  }

  private static boolean isUnresolvable(KafkaException e) {
    return e.getCause() instanceof ConfigException cause
        && String.valueOf(cause.getMessage()).contains("No resolvable bootstrap");
  }

  /** Kafka's own message says next to nothing; what has caused it does. */
  private static String causes(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable at = error.getCause(); at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (text.indexOf(message) < 0) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.isEmpty() ? String.valueOf(error.getMessage()) : text.toString();
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("the transport is closed");
    }
    Producer<byte[], byte[]> producer = current;
    if (producer == null) {
      closing.requireClosed();
      producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
      current = producer;
    }
    return producer;
  }

  /**
   * Hands an event to the producer, without waiting.
   *
   * @return why it has not taken it; null if it has, and will answer
   */
  @Nullable Exception send(Outgoing event, long nowNanos) {
    ProducerRecord<byte[], byte[]> kafkaRecord = event.kafkaRecord();
    if (kafkaRecord == null) {
      return null; // it has its result
    }
    Producer<byte[], byte[]> producer;
    try {
      producer = producer();
    } catch (KafkaException | IllegalStateException e) {
      return e;
    }
    event.beginHandOver(nowNanos);
    InterruptException interrupted = null;
    RuntimeException thrown = null;
    Exception refusal;
    try {
      Future<RecordMetadata> unused = producer.send(kafkaRecord, event);
    } catch (InterruptException e) {
      interrupted = e;
    } catch (KafkaException | IllegalStateException e) {
      thrown = e;
    } finally {
      refusal = event.endHandOver();
    }
    if (interrupted != null) {
      event.sentNanos = Outgoing.NOT_SENT;
      return interrupted;
    }
    if (thrown != null) {
      event.sentNanos = Outgoing.NOT_SENT;
      replace(producer, thrown);
      return thrown;
    }
    return refusal;
  }

  /** The producer is of no use any more. What it has in flight fails, and is answered. */
  void replace(Throwable reason) {
    Producer<byte[], byte[]> producer;
    synchronized (this) {
      producer = current;
    }
    if (producer != null) {
      replace(producer, reason);
    }
  }

  private void replace(Producer<byte[], byte[]> useless, Throwable reason) {
    synchronized (this) {
      if (useless != current) {
        return;
      }
      current = null;
      closing.begin(useless);
    }
    counters.producersReplaced.increment();
    log.warnOfChange("replace", "the producer of Kafka is replaced by a new one: {}", reason);
  }

  /** Closes the producer; waits so long at most, for its threads and for names to be resolved. */
  void close(Duration grace) {
    closed = true;
    Thread thread = new Thread(this::closeLast, threadName);
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(Math.max(1, grace.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeLast() {
    Producer<byte[], byte[]> last;
    synchronized (this) {
      last = current;
      current = null;
    }
    if (last != null) {
      closing.close(last);
    }
  }
}
