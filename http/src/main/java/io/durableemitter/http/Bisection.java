package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Sends the events of one request, and halves it as long as the receiver finds it too large, or
 * refuses it for what one of its events may be the reason of.
 *
 * <p>A receiver that refuses everything looks the same at first, and must not be asked twice per
 * event. So both halves of a part that failed are tried before either is halved further: one or two
 * poison events let no more than four calls fail in a row. {@link #MOST_FAILURES} without a success
 * among them mean that the receiver is the reason; trouble of the transport means so at once. Calls
 * and time are bounded besides. A part that is not halved any more fails, and is sent again by
 * whoever owns its rows. For one thread.
 */
final class Bisection {

  /** In a row. */
  static final int MOST_FAILURES = 9;

  static final int MOST_CALLS = 100;

  /** Events to be sent, and their result if they are not. */
  private record Part(List<EncodedEvent> events, DeliveryResult otherwise) {}

  /** What became of events. */
  interface Outcome {
    void tell(List<EncodedEvent> events, DeliveryResult result);
  }

  private final Function<List<EncodedEvent>, Verdict> call;
  private final Outcome outcome;
  private final HttpCounters counters;
  private final long mostNanos;
  private final LongSupplier ticker;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int calls;
  private int failuresInARow;
  private long firstFailureNanos;
  private boolean failed;

  Bisection(
      Function<List<EncodedEvent>, Verdict> call,
      Outcome outcome,
      HttpCounters counters,
      HttpConfig config,
      LongSupplier ticker) {
    this.call = call;
    this.outcome = outcome;
    this.counters = counters;
    this.mostNanos = TimeUnit.NANOSECONDS.convert(config.callTimeout());
    this.ticker = ticker;
  }

  void send(List<EncodedEvent> request) {
    parts.add(new Part(request, Verdict.CLOSED.result()));
    while (!parts.isEmpty()) {
      Part part = parts.remove();
      if (isOver()) {
        outcome.tell(part.events(), part.otherwise());
      } else {
        send(part, call.apply(part.events()));
      }
    }
  }

  private boolean isOver() {
    return calls >= MOST_CALLS
        || failuresInARow >= MOST_FAILURES
        || (failed && ticker.getAsLong() - firstFailureNanos > mostNanos);
  }

  private void send(Part part, Verdict verdict) {
    calls++;
    boolean divisible = part.events().size() > 1;
    switch (verdict.reason()) {
      case ALL_THE_SAME -> {
        failuresInARow = 0;
        outcome.tell(part.events(), verdict.result());
        if (!verdict.isOk()) {
          giveUp(verdict.result());
        }
      }
      case SIZE -> {
        noteTime();
        if (divisible) {
          counters.splits.increment();
          halve(part, verdict.result());
        } else {
          outcome.tell(part.events(), verdict.result());
        }
      }
      case ONE_OF_THEM -> {
        noteFailure();
        if (divisible) {
          counters.bisections.increment();
          halve(part, verdict.result());
        } else {
          outcome.tell(part.events(), verdict.result());
        }
      }
    }
  }

  private void noteFailure() {
    failuresInARow++;
    noteTime();
  }

  private void noteTime() {
    if (!failed) {
      failed = true;
      firstFailureNanos = ticker.getAsLong();
    }
  }

  private void halve(Part part, DeliveryResult why) {
    int half = part.events().size() / 2;
    DeliveryResult otherwise = undecided(why);
    parts.add(new Part(part.events().subList(0, half), otherwise));
    parts.add(new Part(part.events().subList(half, part.events().size()), otherwise));
  }

  /** Neither refused nor too large by itself, as far as anybody knows. */
  private static DeliveryResult undecided(DeliveryResult why) {
    String text =
        why instanceof DeliveryResult.Rejected rejected
            ? rejected.code() + (rejected.reason().isEmpty() ? "" : ": " + rejected.reason())
            : why instanceof DeliveryResult.Failed end ? end.message() : "";
    return DeliveryResult.failed(
        FailureKind.CALL, "a request that had this event among others failed: " + text);
  }

  private void giveUp(DeliveryResult why) {
    while (!parts.isEmpty()) {
      outcome.tell(parts.remove().events(), why);
    }
  }
}
