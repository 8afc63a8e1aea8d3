package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EventPublisher;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tries an event whose batch failed once more, alone, before it is left to the maintenance. Only so
 * many at a time: the others wait in the store.
 */
public final class Fallback {

  private final EventPublisher publisher;
  private final EmitterCounters counters;
  private final int maxInFlight;
  private final Semaphore room;
  private final Defect defect = new Defect("the fallback");
  private volatile boolean closing;

  /**
   * A fallback.
   *
   * @param publisher how to send, closed with the emitter
   * @param maxInFlight the most events under way, at least one
   * @param counters told of each
   */
  public Fallback(EventPublisher publisher, int maxInFlight, EmitterCounters counters) {
    this.publisher = publisher;
    this.counters = counters;
    this.maxInFlight = maxInFlight;
    this.room = new Semaphore(maxInFlight);
  }

  /**
   * Begins to send an event.
   *
   * @return whether it has begun; then the callback is told exactly once
   */
  boolean begin(EncodedEvent event, Failed failed, DeliveryCallback callback) {
    if (closing || !worthwhile(failed) || !room.tryAcquire()) {
      return false;
    }
    AtomicBoolean settled = new AtomicBoolean();
    DeliveryCallback once =
        result -> {
          if (settled.compareAndSet(false, true)) {
            settle(result, callback);
          }
        };
    try {
      publisher.publish(event.header(), event.payload(), once);
    } catch (Throwable thrown) {
      // an Error, too, such as no thread: a row that is never told of stays in flight for ever
      once.onResult(defect.of(thrown));
    }
    return true;
  }

  /** What is too large alone, or comes too late, does not get better by being tried again. */
  private static boolean worthwhile(Failed failed) {
    return switch (failed.kind()) {
      case TRANSPORT, CALL, MISMATCH -> true;
      case TOO_LARGE, OVER_LIMIT, CLOSED -> false;
    };
  }

  private void settle(DeliveryResult result, DeliveryCallback callback) {
    if (result.isDelivered()) {
      counters.fallbackSucceeded();
    } else {
      counters.fallbackFailed();
    }
    try {
      callback.onResult(result);
    } finally {
      // last: whoever closes waits for the callback too
      room.release();
    }
  }

  /** How many events are under way. */
  public int inFlight() {
    return maxInFlight - room.availablePermits();
  }

  /**
   * Begins no more and waits for those under way.
   *
   * @return whether all ended in time
   */
  public boolean finish(Duration timeout) {
    closing = true;
    try {
      boolean done =
          room.tryAcquire(maxInFlight, TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
      if (done) {
        room.release(maxInFlight);
      }
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Closes the publisher. */
  public void close(Duration timeout) {
    publisher.close(timeout);
  }
}
