package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.encode.HeaderReader;
import io.durableemitter.core.encode.UndecodablePayloadException;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pending events again.
 *
 * <p>A sweep pages through the whole backlog, oldest first, and sends each event once: one that the
 * other end refuses is passed and does not hold up those behind it. At the end of the queue the
 * cursor wraps, which also finds rows that were committed late with a smaller id. When calls fail
 * the watch rests for an interval, then probes with a little; while the other end is out of reach
 * it begins again with the oldest, otherwise it goes on behind the events that failed.
 *
 * <p>A pass handles one page. Fields are touched by the duty's thread only.
 */
public final class Retransmitter implements Pass {

  private static final Logger log = LoggerFactory.getLogger(Retransmitter.class);
  private static final Duration FULL_PAUSE = Duration.ofMillis(20);
  private static final int PROBE = 50;

  private final DurableEventStore store;
  private final Dispatcher dispatcher;
  private final Duration after;
  private final Duration interval;
  private final PageSize pageSize;
  private final EmitterCounters counters;
  private final LogThrottle throttle;
  private final Waiter waiter = new Waiter();
  private final RetransmitWindow window;
  private final LongSupplier ticker;
  private PendingCursor cursor = PendingCursor.START;
  private boolean resting;
  private long restUntil;

  /**
   * A retransmitter.
   *
   * @param store whose pending events to send
   * @param dispatcher how
   * @param settings when and how many
   * @param counters counts undecodable rows
   * @param throttle for reports
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public Retransmitter(
      DurableEventStore store,
      Dispatcher dispatcher,
      RetransmitSettings settings,
      EmitterCounters counters,
      LogThrottle throttle,
      LongSupplier ticker) {
    this.ticker = ticker;
    this.store = store;
    this.dispatcher = dispatcher;
    this.after = settings.after();
    this.interval = settings.interval();
    this.pageSize = new PageSize(Math.min(PROBE, settings.batchSize()), settings.batchSize());
    this.window =
        new RetransmitWindow(
            Math.min(PROBE, settings.maxInFlight()), settings.maxInFlight(), waiter);
    this.counters = counters;
    this.throttle = throttle;
  }

  Waiter waiter() {
    return waiter;
  }

  @Override
  public Duration runOnce() {
    if (window.takeTrouble()) {
      if (window.takeUnreachable()) {
        cursor = PendingCursor.START;
      }
      return rest();
    }
    long restLeft = restUntil - ticker.getAsLong();
    if (resting && restLeft > 0) {
      return Duration.ofNanos(restLeft);
    }
    resting = false;
    if (window.room() <= 0 && window.wakeWhenWorthFilling()) {
      return interval;
    }
    dispatcher.inFlight().watch();
    try {
      return sendPage(Math.min(pageSize.next(), Math.max(1, window.room())));
    } finally {
      dispatcher.inFlight().unwatch();
    }
  }

  private Duration sendPage(int limit) {
    List<DurableEvent> page = store.listPending(after, cursor, limit);
    pageSize.seen(page);
    for (DurableEvent row : page) {
      if (!dispatcher.inFlight().contains(row.id())) {
        EnqueueResult result = send(row);
        if (result == EnqueueResult.BUFFER_FULL) {
          // the cursor stays before this row; live traffic fills the transport meanwhile
          return FULL_PAUSE;
        }
        if (result == EnqueueResult.CLOSED) {
          return rest();
        }
      }
      cursor = PendingCursor.after(row);
    }
    if (page.size() < limit) {
      cursor = PendingCursor.START;
      return rest();
    }
    return Duration.ZERO;
  }

  // A rest lasts its time even if someone wakes the duty: a refused event must not spin.
  private Duration rest() {
    resting = true;
    restUntil = ticker.getAsLong() + interval.toNanos();
    return interval;
  }

  private EnqueueResult send(DurableEvent row) {
    EncodedEvent event;
    try {
      event = new EncodedEvent(HeaderReader.read(row.payload()), row.payload());
    } catch (UndecodablePayloadException e) {
      counters.undecodable();
      throttle.run(
          "undecodable",
          suppressed ->
              log.error(
                  "row {} cannot be delivered: {} ({} more since the last report)",
                  row.id(),
                  e.getMessage(),
                  suppressed));
      return EnqueueResult.ACCEPTED;
    }
    window.entered();
    EnqueueResult result = dispatcher.retransmit(row.id(), event, window);
    if (result != EnqueueResult.ACCEPTED) {
      window.left();
    }
    return result;
  }
}
