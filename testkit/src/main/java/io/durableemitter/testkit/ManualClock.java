package io.durableemitter.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands still until it is told to move. Begins at 2026-01-01T00:00:00Z. Thread-safe.
 */
public final class ManualClock extends Clock {

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  /** A clock that stands at its beginning. */
  public ManualClock() {}

  /**
   * Moves the clock.
   *
   * @param time how far; negative to go back
   */
  public synchronized void advance(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** The same clock: an instant has no zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
