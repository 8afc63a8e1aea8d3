package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Marks delivered rows in the store, many at a time. While the store is down it tries again with
 * growing pauses, and the rows stay in flight, so that they are not sent twice. A row whose mark is
 * given up at last stays pending and is delivered once more: a duplicate, never a loss.
 */
public final class DeliveredMarker {

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final ToIntFunction<long[]> marks;
  private final InFlightRows inFlight;
  private final Hooks hooks;
  private final ThrottledLog log;
  private final Consumer<Throwable> markFailed;
  private final Duration queueTimeout;
  private final Batcher<Long> batcher;
  private final Pauses pauses;

  /**
   * A marker; {@link #start()} makes its threads.
   *
   * @param marks marks rows in the store and tells how many changed
   * @param batching bounds of marks and of their queue
   * @param queueTimeout how long a callback may wait for room in the queue
   * @param inFlight forgets rows once they are marked
   * @param hooks told of each mark
   * @param throttle for reports of a lasting fault
   */
  public DeliveredMarker(
      ToIntFunction<long[]> marks,
      BatchingConfig batching,
      Duration queueTimeout,
      InFlightRows inFlight,
      Hooks hooks,
      LogThrottle throttle) {
    this(marks, batching, queueTimeout, inFlight, hooks, throttle, Pauses.ofTheClock());
  }

  DeliveredMarker(
      ToIntFunction<long[]> marks,
      BatchingConfig batching,
      Duration queueTimeout,
      InFlightRows inFlight,
      Hooks hooks,
      LogThrottle throttle,
      Pauses pauses) {
    this.marks = marks;
    this.queueTimeout = queueTimeout;
    this.inFlight = inFlight;
    this.hooks = hooks;
    this.log = throttle.log(DeliveredMarker.class);
    this.markFailed =
        log.warningOf("mark failed", "marking delivered rows failed, trying again: {}");
    this.pauses = pauses;
    this.batcher = new Batcher<>("durable-emitter-mark", batching, new Marks());
  }

  /** Starts marking. */
  public void start() {
    batcher.start();
  }

  void mark(Long rowId) {
    Offer offer;
    try {
      offer = batcher.offer(rowId);
      if (offer == Offer.FULL) {
        // the transport's callback waits here: that slows sending until the store catches up
        offer = batcher.offer(rowId, queueTimeout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      offer = Offer.FULL;
    }
    if (offer != Offer.ACCEPTED) {
      giveUp(List.of(rowId), "there was no room in the mark queue");
    }
  }

  /** Marks one batch on the calling thread and tells how many it had; needs no start. */
  int runOnce() {
    return batcher.runOnce();
  }

  /** Rows waiting to be marked. */
  public int queued() {
    return batcher.queued();
  }

  /** What is wrong with its threads; empty if nothing is. */
  public Optional<String> problem() {
    return batcher.problem();
  }

  /** Whether none of its threads has ended that nobody ended. */
  public boolean isAlive() {
    return batcher.isAlive();
  }

  /** Marks what is queued and ends. */
  public boolean close(Duration timeout) {
    pauses.end();
    return batcher.close(timeout);
  }

  private void giveUp(List<Long> ids, String why) {
    ids.forEach(inFlight::remove);
    log.warn(
        "marks given up",
        "{} delivered rows could not be marked, because {}; they stay pending and will be delivered again",
        ids.size(),
        why);
  }

  private final class Marks implements BatchHandler<Long> {

    @Override
    public void handle(List<Long> batch) {
      // sorted: two processes that remove the same rows then lock them in the same order
      long[] ids = batch.stream().mapToLong(Long::longValue).sorted().toArray();
      long pause = FIRST_PAUSE_MILLIS;
      while (true) {
        try {
          long begin = System.nanoTime();
          int count = marks.applyAsInt(ids);
          hooks.onBatchMarkDelivered(
              new Hooks.BatchMarkDelivered(Duration.ofNanos(System.nanoTime() - begin), count));
          batch.forEach(inFlight::remove);
          return;
        } catch (StoreException error) {
          markFailed.accept(error);
        } catch (OutOfMemoryError moment) {
          // given up, the rows would be delivered twice; in flight they wait for memory
          markFailed.accept(moment);
        }
        if (pauses.endWithin(pause)) {
          giveUp(batch, "the store failed while the emitter was closing");
          return;
        }
        pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
      }
    }

    @Override
    public void failed(List<Long> batch, Throwable error) {
      log.error("mark defect", "marking delivered rows failed unexpectedly", error);
      giveUp(batch, "of a defect, see the error above");
    }

    @Override
    public void abandoned(List<Long> batch) {
      giveUp(batch, "the emitter was closed before they could be");
    }
  }
}
