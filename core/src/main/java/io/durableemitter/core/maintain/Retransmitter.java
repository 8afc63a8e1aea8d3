package io.durableemitter.core.maintain;

import io.durableemitter.api.Burial;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Page;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.deliver.DeliveryGate;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.deliver.FailedRows;
import io.durableemitter.core.deliver.FailurePolicy;
import io.durableemitter.core.deliver.InFlight;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.encode.HeaderReader;
import io.durableemitter.core.encode.UndecodablePayloadException;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pending events again.
 *
 * <p>A sweep pages through the whole backlog, oldest first, and sends each event once: one that the
 * other end refuses is put off, or passed if the store cannot do that, and does not hold up those
 * behind it. At the end of the queue the cursor wraps, which also finds rows that were committed
 * late with a smaller id. While the gate is closed nothing but its probes go out, with the oldest
 * events; when every call fails though the other end is there, the watch rests for an interval.
 *
 * <p>A pass handles one page. Rows of a page that the transport had no room for are kept for the
 * next pass, in flight so that their leases are renewed. Fields are touched by the duty's thread,
 * and after it has ended by whoever closes.
 */
public final class Retransmitter implements Pass {

  private static final Logger log = LoggerFactory.getLogger(Retransmitter.class);
  private static final Duration FULL_PAUSE = Duration.ofMillis(20);
  private static final int PROBE = 50;

  /** What a retransmitter works with. */
  public record Rooms(
      PendingSource source,
      DeliveryGate gate,
      Dispatcher dispatcher,
      FailedRows failedRows,
      FailurePolicy policy,
      EmitterCounters counters,
      LogThrottle throttle) {}

  private final Rooms rooms;
  private final InFlight inFlight;
  private final Duration interval;
  private final int pageSize;
  private final Waiter waiter = new Waiter();
  private final RetransmitWindow window;
  private final LongSupplier ticker;
  private final Deque<ClaimedEvent> held = new ArrayDeque<>();
  private PendingCursor cursor = PendingCursor.START;
  private boolean lastPage;
  private boolean resting;
  private long restUntil;
  private long openingsSeen;

  /**
   * A retransmitter.
   *
   * @param rooms what it works with
   * @param settings how fast
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public Retransmitter(Rooms rooms, RetransmitSettings settings, LongSupplier ticker) {
    this.rooms = rooms;
    this.ticker = ticker;
    this.inFlight = rooms.dispatcher().inFlight();
    this.interval = settings.interval();
    this.pageSize = settings.batchSize();
    this.window =
        new RetransmitWindow(
            Math.min(PROBE, settings.maxInFlight()), settings.maxInFlight(), waiter);
    rooms.gate().onOpen(waiter::wake);
  }

  Waiter waiter() {
    return waiter;
  }

  @Override
  public Duration runOnce() {
    noteTrouble();
    boolean open = rooms.gate().state() == DeliveryGate.State.OPEN;
    long restLeft = restUntil - ticker.getAsLong();
    if (resting && restLeft > 0 && open) {
      return Duration.ofNanos(restLeft);
    }
    resting = false;
    if (!open) {
      releaseHeld();
    }
    if (held.isEmpty()) {
      if (window.room() <= 0 && window.wakeWhenWorthFilling()) {
        return interval;
      }
      int wanted = Math.min(pageSize, Math.max(1, window.room()));
      int limit = rooms.gate().admit(wanted);
      if (limit == 0) {
        return closedPause();
      }
      fetch(limit);
    }
    return sendHeld();
  }

  private void noteTrouble() {
    if (window.takeTrouble()) {
      if (window.takeUnreachable()) {
        cursor = PendingCursor.START;
      }
      rest();
    }
    long openings = rooms.gate().openings();
    if (openings != openingsSeen) {
      openingsSeen = openings;
      resting = false;
    }
  }

  private Duration closedPause() {
    Duration untilProbe = rooms.gate().untilProbe();
    return untilProbe.isZero() || untilProbe.compareTo(interval) > 0 ? interval : untilProbe;
  }

  private void fetch(int limit) {
    inFlight.watch();
    try {
      Page<ClaimedEvent> page = rooms.source().next(cursor, limit);
      lastPage = !page.more();
      cursor = page.next();
      int taken = 0;
      for (ClaimedEvent row : page.rows()) {
        // what is on its way from this process is not sent a second time; its claim is renewed
        if (!inFlight.contains(row.event().id())) {
          inFlight.add(row.event().id());
          held.add(row);
          taken++;
        }
      }
      rooms.gate().giveBack(limit - taken);
    } finally {
      inFlight.unwatch();
    }
  }

  private Duration sendHeld() {
    while (!held.isEmpty()) {
      EnqueueResult result = send(held.element());
      if (result == EnqueueResult.BUFFER_FULL) {
        return FULL_PAUSE; // live traffic fills the transport meanwhile
      }
      if (result == EnqueueResult.CLOSED) {
        releaseHeld();
        return rest();
      }
      held.remove();
    }
    if (lastPage) {
      cursor = PendingCursor.START;
      lastPage = false;
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

  private EnqueueResult send(ClaimedEvent row) {
    long id = row.event().id();
    EncodedEvent event;
    try {
      event = new EncodedEvent(HeaderReader.read(row.event().payload()), row.event().payload());
    } catch (UndecodablePayloadException e) {
      undecodable(id, e);
      return EnqueueResult.ACCEPTED;
    }
    if (rooms.policy().isExhausted(row.attempts() - 1)) {
      rooms
          .failedRows()
          .bury(new Burial(id, event.header(), DeadLetterReason.TOO_MANY_ATTEMPTS, ""));
      return EnqueueResult.ACCEPTED;
    }
    window.entered();
    EnqueueResult result = rooms.dispatcher().retransmit(id, event, row.attempts(), window);
    if (result != EnqueueResult.ACCEPTED) {
      window.left();
    }
    return result;
  }

  private void undecodable(long id, UndecodablePayloadException error) {
    rooms.counters().undecodable();
    String message = String.valueOf(error.getMessage());
    boolean buried =
        rooms
            .failedRows()
            .bury(
                new Burial(id, new EventHeader("", "", ""), DeadLetterReason.UNDECODABLE, message));
    rooms
        .throttle()
        .run(
            "undecodable",
            suppressed ->
                log.error(
                    "row {} cannot be delivered: {}; {} ({} more since the last report)",
                    id,
                    message,
                    buried ? "it becomes a dead letter" : "it stays pending until it expires",
                    suppressed));
  }

  /** Gives back what was claimed and not handed over; to be called when the duty has ended. */
  public void close() {
    releaseHeld();
  }

  private void releaseHeld() {
    held.forEach(row -> rooms.failedRows().release(row.event().id()));
    held.clear();
    lastPage = false;
    cursor = PendingCursor.START;
  }
}
