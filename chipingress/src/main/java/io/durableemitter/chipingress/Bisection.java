package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks, within one request, for the events that make the server fail whole calls, so that a poison
 * event does not take its batch down each time the batch is sent.
 *
 * <p>A server that fails everything looks the same at first, and must not be asked twice per event.
 * So both halves of a part that failed are tried before either is halved further, and the smaller
 * part comes first: one or two poison events let no more than four calls fail in a row, and eight
 * spread evenly eight. {@link #MOST_FAILURES} without a success among them mean that the server is
 * the reason; trouble of the transport means so at once. Calls and time are bounded besides. A part
 * that is not halved any more fails as its call did, and is sent again by whoever owns its rows.
 *
 * <p>All-or-nothing requests are never halved. Used by one thread after the other.
 */
final class Bisection {

  /** In a row. */
  static final int MOST_FAILURES = 9;

  /** Finds four poison events among 500, wherever they are. */
  static final int MOST_CALLS = 100;

  /** Events whose call failed, and how. */
  record Suspects(List<Message> events, DeliveryResult failure) {}

  private final boolean allowed;
  private final long mostNanos;
  private final LongSupplier ticker;
  private final Deque<Suspects> suspects = new ArrayDeque<>();
  private int calls;
  private int failuresInARow;
  private long firstFailureNanos;
  private boolean failed;
  private boolean givenUp;

  /**
   * None has failed yet.
   *
   * @param config with the time of a call, which is also how long to go on after the first failure
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  Bisection(BatchClientConfig config, LongSupplier ticker) {
    this.allowed = !config.transactionEnabled();
    this.mostNanos = TimeUnit.NANOSECONDS.convert(config.publishTimeout());
    this.ticker = ticker;
  }

  void succeeded() {
    calls++;
    failuresInARow = 0;
  }

  /** A call failed as a whole; whether its events are kept here, to be halved or given back. */
  boolean failed(List<Message> events, DeliveryResult failure) {
    calls++;
    failuresInARow++;
    if (!failed) {
      failed = true;
      firstFailureNanos = ticker.getAsLong();
    }
    givenUp |= !(failure instanceof DeliveryResult.Failed end && end.kind() == FailureKind.CALL);
    if (!allowed || givenUp || events.size() == 1) {
      return false;
    }
    suspects.push(new Suspects(events, failure));
    return true;
  }

  /** What to halve next; empty if nothing is left or it is not worth it any more. */
  Optional<List<Message>> next() {
    boolean worthIt =
        !givenUp
            && failuresInARow < MOST_FAILURES
            && calls < MOST_CALLS
            && ticker.getAsLong() - firstFailureNanos <= mostNanos;
    return worthIt ? Optional.ofNullable(suspects.poll()).map(Suspects::events) : Optional.empty();
  }

  /** What is not halved any more. */
  List<Suspects> drain() {
    List<Suspects> rest = new ArrayList<>(suspects);
    suspects.clear();
    return rest;
  }
}
