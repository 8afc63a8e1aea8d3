package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.LoggedError;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Reports errors from places that must go on whatever happens. What there is no memory to report is
 * counted, and told with the next report. Safe for concurrent use.
 *
 * <p>A text is a constant of its class: a literal in a handler is made when it is first used, and
 * where that finds no memory the handler is left, before anything is called.
 */
final class Reports {

  private final LogThrottle throttle;
  private final AtomicLong unreported = new AtomicLong();

  Reports(LogThrottle throttle) {
    this.throttle = throttle;
  }

  /** Never throws. */
  void error(Logger log, String what, Throwable thrown) {
    try {
      throttle.run(
          what,
          suppressed ->
              log.error(
                  "{} ({} more since the last report)",
                  what,
                  suppressed + unreported.getAndSet(0),
                  LoggedError.of(thrown)));
    } catch (Throwable none) {
      unreported.incrementAndGet();
    }
  }
}
