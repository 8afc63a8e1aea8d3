package io.durableemitter.chipingress;

import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.chipingress.internal.client.Deadline;
import java.time.Duration;

/**
 * Ends a batch client in order: no more events, send those queued, wait for calls and callbacks,
 * close the connection. Past the timeout calls are cancelled, which takes a moment ({@link #GRACE})
 * for each step.
 */
final class ClientShutdown {

  /** How long a step may take that has nothing to wait for but threads. */
  static final Duration GRACE = Duration.ofMillis(500);

  private final ChipIngressClient client;
  private final Batcher<Message> batcher;
  private final RequestsInFlight inFlight;
  private final Callbacks callbacks;
  private final BatchCounters counters;
  private final ThrottledLog log;

  ClientShutdown(
      ChipIngressClient client,
      Batcher<Message> batcher,
      RequestsInFlight inFlight,
      Callbacks callbacks,
      BatchCounters counters,
      LogThrottle throttle) {
    this.client = client;
    this.batcher = batcher;
    this.inFlight = inFlight;
    this.callbacks = callbacks;
    this.counters = counters;
    this.log = throttle.log(ClientShutdown.class);
  }

  void run(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    try {
      boolean flushed = batcher.close(deadline.left());
      boolean answered = inFlight.awaitIdle(deadline.left());
      if (!flushed || !answered) {
        force(timeout);
      }
    } finally {
      try {
        callbacks.close(GRACE);
      } finally {
        client.close(GRACE);
      }
    }
  }

  private void force(Duration timeout) {
    inFlight.cancelAll();
    // the worker was interrupted; it hands over what it still held
    batcher.close(GRACE);
    boolean told = inFlight.awaitIdle(GRACE);
    if (!told) {
      tellTheRest();
    }
    if (counters.closed() > 0 || !told) {
      long closed = counters.closed();
      int hanging = inFlight.size();
      log.warnOfChange(
          "close",
          "closing the client of {} took longer than {}: {} events were not sent or not answered, {} requests wait for a callback that hangs",
          client.endpoints(),
          timeout,
          closed,
          hanging);
    }
  }

  // callbacks hang: the events behind them still have theirs, on a thread of its own
  private void tellTheRest() {
    Thread teller = callbacks.besides(inFlight::tellAllClosed);
    try {
      teller.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
