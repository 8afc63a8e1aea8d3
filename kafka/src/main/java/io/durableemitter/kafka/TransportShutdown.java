package io.durableemitter.kafka;

import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a transport in order: no more events, hand those queued to the producer, wait for answers
 * and callbacks, close the producer. Past the timeout what is left is given up, which takes a
 * moment ({@link #GRACE}) for each step.
 */
final class TransportShutdown {

  /** How long a step may take that has nothing to wait for but threads. */
  static final Duration GRACE = Duration.ofMillis(500);

  private final String bootstrapServers;
  private final Batcher<Outgoing> batcher;
  private final InFlight inFlight;
  private final Watch watch;
  private final Producers producers;
  private final Answers answers;
  private final KafkaCounters counters;
  private final ThrottledLog log;

  TransportShutdown(
      String bootstrapServers,
      Batcher<Outgoing> batcher,
      InFlight inFlight,
      Watch watch,
      Producers producers,
      Answers answers,
      KafkaCounters counters,
      LogThrottle throttle) {
    this.bootstrapServers = bootstrapServers;
    this.batcher = batcher;
    this.inFlight = inFlight;
    this.watch = watch;
    this.producers = producers;
    this.answers = answers;
    this.counters = counters;
    this.log = throttle.log(TransportShutdown.class);
  }

  void run(Duration timeout) {
    long begin = System.nanoTime();
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    try {
      boolean flushed = batcher.close(left(begin, nanos));
      boolean answered = inFlight.awaitNone(left(begin, nanos));
      if (!flushed || !answered) {
        force(timeout);
      }
    } finally {
      watch.close();
      try {
        producers.close(GRACE);
      } finally {
        tellTheRest();
      }
    }
  }

  private static Duration left(long begin, long nanos) {
    return Duration.ofNanos(Math.max(0, nanos - (System.nanoTime() - begin)));
  }

  private void force(Duration timeout) {
    inFlight.close();
    watch.endAll();
    // the worker was interrupted; it gives up what it still held
    batcher.close(GRACE);
    watch.endAll();
    boolean told = inFlight.awaitNone(GRACE);
    long closed = counters.closed();
    if (closed > 0 || !told) {
      log.warnOfChange(
          "close",
          "closing the transport to {} took longer than {}: {} events were not sent or not answered, {} wait for a callback that hangs",
          bootstrapServers,
          timeout,
          closed,
          inFlight.size());
    }
  }

  // callbacks may hang: those behind them still have theirs, on a thread of its own
  private void tellTheRest() {
    Thread teller = new Thread(() -> answers.closeNow(GRACE), "durable-emitter-kafka-last");
    teller.setDaemon(true);
    teller.start();
    try {
      teller.join(2 * GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
