package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.core.config.RetransmitConfig;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Sends pending events again.
 *
 * <p>A sweep pages through the whole backlog, oldest first, and sends each event once: one that the
 * other end refuses is put off, and does not hold up those behind it. At the end of the queue the
 * cursor wraps, which also finds rows that were committed late with a smaller id. Between sweeps,
 * and between the pages of one, it claims what this process has stored and not handed over; in a
 * process that is no host it does nothing else. It goes as fast as the transport has room for a
 * backlog, and rests where there is nothing to send but rows to look through; while the gate is
 * closed nothing but probes goes out, with the oldest events.
 *
 * <p>A pass handles one page. Rows of a page that the transport had no room for are kept for the
 * next pass, in flight so that their leases are renewed. Every row of a page is in flight when the
 * pass ends, or is given back: nothing is claimed that is neither sent nor renewed. Fields are
 * touched by the duty's thread, and after it has ended by whoever closes.
 */
public final class Retransmitter implements Pass {

  private static final Duration FULL_PAUSE = Duration.ofMillis(10);

  /** Times as long as a page took in which there was nothing to send. */
  private static final int REST = 9;

  /** What a retransmitter works with. */
  public record Parts(
      PendingSource source,
      DeliveryGate gate,
      Dispatcher dispatcher,
      FailedRows failedRows,
      FailurePolicy policy,
      EmitterCounters counters,
      LogThrottle throttle) {}

  private final Parts parts;
  private final ThrottledLog log;
  private final InFlightRows inFlight;
  private final HeldBackRows heldBack;
  private final Duration interval;
  private final int pageSize;
  private final boolean host;
  private final Waiter waiter = new Waiter();
  private final Suspects suspects;
  private final LongSupplier ticker;
  private final Deque<ClaimedEvent> held = new ArrayDeque<>();
  private PendingCursor cursor = PendingCursor.START;
  private boolean lastPage;
  private boolean searching;
  private boolean again;
  private boolean swept;
  private long nextSweep;
  private long openingsSeen;

  /**
   * A retransmitter.
   *
   * @param parts what it works with
   * @param config how fast
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public Retransmitter(Parts parts, RetransmitConfig config, LongSupplier ticker) {
    this.parts = parts;
    this.log = parts.throttle().log(Retransmitter.class);
    this.ticker = ticker;
    this.inFlight = parts.dispatcher().inFlight();
    this.heldBack = new HeldBackRows(parts.source(), parts.dispatcher());
    this.interval = config.interval();
    this.pageSize = config.batchSize();
    this.host = config.enabled();
    this.suspects = new Suspects(parts.policy(), inFlight, ticker);
    this.nextSweep = ticker.getAsLong();
    parts.gate().onOpen(waiter::wake);
    heldBack.onFirst(waiter::wake);
  }

  Waiter waiter() {
    return waiter;
  }

  @Override
  public Duration runOnce() {
    long now = ticker.getAsLong();
    boolean open = parts.gate().state() == DeliveryGate.State.OPEN;
    noteGate(open, now);
    if (!held.isEmpty()) {
      return sendHeld();
    }
    heldBack.findNextInOrder(pageSize);
    boolean none = heldBack.isEmpty();
    boolean due = host && (!open || nextSweep - now <= 0);
    if (!due && none) {
      return host ? Duration.ofNanos(nextSweep - now) : interval;
    }
    boolean alone = suspects.areUnderWay();
    // in turns, so that neither a long sweep nor what is sent alone keeps new events waiting
    boolean sweeps = due && !alone && !(open && swept && !none);
    int room = parts.dispatcher().backlogRoom();
    if (room <= 0 || (alone && (none || !open))) {
      return FULL_PAUSE;
    }
    int limit = parts.gate().admit(Math.min(Math.min(pageSize, suspects.pageSize()), room));
    if (limit == 0) {
      return closedPause();
    }
    int taken = sweeps ? fetch(limit) : claimHeldBack(limit);
    swept = sweeps;
    parts.gate().giveBack(limit - taken);
    // what is found while the gate is closed is a probe, which is not put off
    return sweeps && searching && open
        ? sweepAfter(Pass.afterNothing(ticker.getAsLong() - now, REST, interval))
        : sendHeld();
  }

  private void noteGate(boolean open, long now) {
    if (!open) {
      releaseHeld();
      if (parts.gate().isOutOfReach() && !searching) {
        cursor = PendingCursor.START;
      }
    }
    long openings = parts.gate().openings();
    if (openings != openingsSeen) {
      openingsSeen = openings;
      nextSweep = now;
    }
  }

  private Duration closedPause() {
    Duration untilProbe = parts.gate().untilProbe();
    return untilProbe.isZero() || untilProbe.compareTo(interval) > 0 ? interval : untilProbe;
  }

  private int fetch(int limit) {
    inFlight.watch();
    try {
      Page<ClaimedEvent> page = parts.source().next(cursor, limit);
      cursor = page.next();
      lastPage = !page.more();
      // a probe goes on until it has an event, however many pages without one come first
      searching = page.rows().isEmpty() && page.more();
      return hold(page.rows());
    } finally {
      inFlight.unwatch();
    }
  }

  private int claimHeldBack(int limit) {
    long[] ids = heldBack.take(limit);
    long[] rest = ids; // all of them, if the store fails
    inFlight.watch();
    try {
      List<ClaimedEvent> rows = parts.source().claim(ids);
      rest = HeldBackRows.passedOver(ids, rows);
      return hold(rows);
    } finally {
      inFlight.unwatch();
      heldBack.putBack(rest);
    }
  }

  /** Puts rows in flight, gives back the others, and tells how many are in flight by this. */
  private int hold(List<ClaimedEvent> rows) {
    int fit = suspects.firstThatFit(rows);
    if (fit < rows.size()) {
      again = true;
      cursor = PendingCursor.after(rows.get(fit - 1).event());
      lastPage = false;
      // before a suspect is sent: if the process ends by it, these must not be blamed
      parts.failedRows().giveBack(rows.subList(fit, rows.size()));
    }
    // a row that is just being given up would seem to be on its way
    inFlight.whileNoneIsGivenUp(() -> rows.subList(0, fit).forEach(this::hold));
    return held.size();
  }

  private void hold(ClaimedEvent row) {
    long id = row.event().id();
    // first: what is in flight and not held would never be sent
    held.add(row);
    boolean added = false;
    try {
      added = inFlight.add(id);
    } finally {
      if (!added) {
        // it is on its way from this process, which keeps the claim as long as it is
        held.removeLast();
      }
    }
    OptionalLong key = row.event().payload().orderingKey();
    if (added && key.isPresent()) {
      inFlight.holdsUp(id, key.getAsLong());
    }
    // asked in this order: a row that leaves meanwhile is in one of the two at any moment
    if (added && inFlight.hasLeft(id)) {
      held.removeLast();
      again = true;
      parts.failedRows().release(id);
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
        return interval;
      }
      held.remove();
    }
    return lastPage ? endSweep() : Duration.ZERO;
  }

  private Duration endSweep() {
    Duration rest = again ? Duration.ZERO : interval;
    cursor = PendingCursor.START;
    lastPage = false;
    again = false;
    return sweepAfter(rest);
  }

  /** Goes on with the sweep, or begins the next one, after a rest. */
  private Duration sweepAfter(Duration rest) {
    nextSweep = ticker.getAsLong() + rest.toNanos();
    return heldBack.isEmpty() ? rest : Duration.ZERO;
  }

  private EnqueueResult send(ClaimedEvent row) {
    long id = row.event().id();
    if (inFlight.isLost(id)) {
      parts.failedRows().release(id);
      return EnqueueResult.ACCEPTED;
    }
    EncodedEvent event;
    try {
      event = new EncodedEvent(HeaderReader.read(row.event().payload()), row.event().payload());
    } catch (UndecodablePayloadException e) {
      undecodable(id, e);
      return EnqueueResult.ACCEPTED;
    }
    if (suspects.isExhausted(row)) {
      parts.failedRows().moveToDeadLetters(suspects.request(row, event.header()));
      return EnqueueResult.ACCEPTED;
    }
    return parts.dispatcher().retransmit(id, event, row.failures());
  }

  private void undecodable(long id, UndecodablePayloadException error) {
    parts.counters().undecodable();
    String message = String.valueOf(error.getMessage());
    parts
        .failedRows()
        .moveToDeadLetters(
            new DeadLetterRequest(
                id, new EventHeader("", "", ""), DeadLetterReason.UNDECODABLE, message));
    log.error(
        "undecodable", "row {} cannot be delivered: {}; it becomes a dead letter", id, message);
  }

  /** Gives back what was claimed and not handed over; to be called when the duty has ended. */
  public void close() {
    releaseHeld();
  }

  private void releaseHeld() {
    held.forEach(row -> parts.failedRows().release(row.event().id()));
    held.clear();
    lastPage = false;
  }
}
