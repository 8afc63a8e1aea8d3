package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.InFlightRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Gives up rows that the transport does not answer within a timeout. Otherwise their leases would
 * be renewed as long as this process lives, and nobody else could send them. If the transport
 * answers after all, the event is delivered twice.
 */
public final class UnansweredRows {

  private final InFlightRows inFlight;
  private final FailedRows failedRows;
  private final Duration timeout;
  private final LongSupplier ticker;
  private final ThrottledLog log;
  private volatile Optional<String> problem = Optional.empty();
  private long lastNanos; // by the duty's thread

  /**
   * A watch over them.
   *
   * @param inFlight the rows on their way
   * @param failedRows gives them back
   * @param timeout the most time without an answer
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   * @param throttle for reports
   */
  public UnansweredRows(
      InFlightRows inFlight,
      FailedRows failedRows,
      Duration timeout,
      LongSupplier ticker,
      LogThrottle throttle) {
    this.inFlight = inFlight;
    this.failedRows = failedRows;
    this.timeout = timeout;
    this.ticker = ticker;
    this.log = throttle.log(UnansweredRows.class);
  }

  /** Gives up those that are overdue. */
  public void look() {
    List<Long> overdue = inFlight.unansweredFor(timeout.toNanos());
    long now = ticker.getAsLong();
    if (!overdue.isEmpty()) {
      lastNanos = now;
      String text =
          overdue.size()
              + " events got no answer from the transport within inFlightTimeout ("
              + timeout
              + "); they were given up and are sent again";
      problem = Optional.of(text);
      log.error("unanswered", "{}", text);
      overdue.forEach(this::giveUp);
    } else if (problem.isPresent() && now - lastNanos > timeout.toNanos()) {
      problem = Optional.empty();
    }
  }

  private void giveUp(long id) {
    // once: a second release would take the row from whoever sends it by then
    inFlight.answered(id);
    failedRows.release(id);
  }

  /** What was given up lately; empty if nothing was. */
  public Optional<String> problem() {
    return problem;
  }
}
