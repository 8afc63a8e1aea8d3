package io.durableemitter.http;

import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import java.time.Duration;

/**
 * Ends a transport in order: no more events, send those queued, wait for calls and callbacks, close
 * the connections. Past the timeout calls are cancelled, which takes a moment ({@link #GRACE}) for
 * each step.
 */
final class TransportShutdown {

  /** How long a step may take that has nothing to wait for but threads. */
  static final Duration GRACE = Duration.ofMillis(500);

  private final Endpoint endpoint;
  private final String threadPrefix;
  private final Batcher<Outgoing> batcher;
  private final EventSender sender;
  private final InFlight inFlight;
  private final Pause pause;
  private final Connections connections;
  private final HttpCounters counters;
  private final ThrottledLog log;

  TransportShutdown(
      Endpoint endpoint,
      String threadPrefix,
      Batcher<Outgoing> batcher,
      EventSender sender,
      InFlight inFlight,
      Pause pause,
      Connections connections,
      HttpCounters counters,
      LogThrottle throttle) {
    this.endpoint = endpoint;
    this.threadPrefix = threadPrefix;
    this.batcher = batcher;
    this.sender = sender;
    this.inFlight = inFlight;
    this.pause = pause;
    this.connections = connections;
    this.counters = counters;
    this.log = throttle.log(TransportShutdown.class);
  }

  void run(Duration timeout) {
    try {
      if (!batcher.close(timeout)) {
        force(timeout);
      }
    } finally {
      connections.close(GRACE);
    }
  }

  private void force(Duration timeout) {
    inFlight.cancelAll();
    pause.close();
    // workers tell what they have in hand, unless a callback hangs
    boolean ended = batcher.close(GRACE);
    tellTheRest();
    if (counters.closed() > 0 || !ended) {
      log.warnOfChange(
          "close",
          "closing the transport to {} took longer than {}: {} events were not sent or not answered, {} batches wait for a callback that hangs",
          endpoint,
          timeout,
          counters.closed(),
          inFlight.size());
    }
  }

  /** On a thread of its own: callbacks may hang. */
  private void tellTheRest() {
    Thread teller = new Thread(sender::tellTheRest, threadPrefix + "-tell-closed");
    teller.setDaemon(true);
    try {
      teller.start();
      teller.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError none) {
      // no thread to be had
      sender.tellTheRest();
    }
  }
}
