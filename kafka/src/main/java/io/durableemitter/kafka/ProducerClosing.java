package io.durableemitter.kafka;

import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Closes producers, one at a time, on a thread of its own: Kafka waits for its network thread
 * without a bound. Safe for concurrent use.
 */
final class ProducerClosing {

  private static final String CLOSE_FAILED = "a producer of Kafka could not be closed";

  private final String threadName;
  private final ThrottledLog log;
  private @Nullable Thread closer;

  ProducerClosing(String threadName, ThrottledLog log) {
    this.threadName = threadName;
    this.log = log;
  }

  synchronized void begin(Producer<byte[], byte[]> producer) {
    Thread thread = new Thread(() -> close(producer), threadName);
    thread.setDaemon(true);
    thread.start();
    closer = thread;
  }

  /** Closes one on this thread. */
  void close(Producer<byte[], byte[]> producer) {
    try {
      producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      log.error(CLOSE_FAILED, e);
    }
  }

  /** Fails while one is being closed: never more than two of them, however often they fail. */
  synchronized void requireClosed() {
    if (closer != null && closer.isAlive()) {
      throw new KafkaException("the producer before is still being closed");
    }
  }

  /** Waits until none is being closed, so long at most. */
  void await(Duration most) {
    Thread thread;
    synchronized (this) {
      thread = closer;
    }
    if (thread == null) {
      return;
    }
    try {
      thread.join(Math.max(1, most.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
