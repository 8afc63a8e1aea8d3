package io.durableemitter.core.internal.maintain;

import io.durableemitter.spi.Slice;
import java.time.Duration;

/** One turn of a duty of the maintenance. Tests step it by hand. */
@FunctionalInterface
public interface Pass {

  /**
   * Does a bounded piece of work.
   *
   * @return how long to wait until the next turn; zero if there is more to do at once
   */
  Duration runOnce();

  /**
   * How long to wait after a slice of a scan of the whole queue: not at all if it changed rows,
   * {@link #afterNothing} if it found none, and {@code interval} at the end of the queue. Such
   * scans can wait: they take a fiftieth of the time.
   *
   * @param slice what was done
   * @param nanos how long that took
   * @param interval between two looks
   */
  static Duration afterSlice(Slice slice, long nanos, Duration interval) {
    if (!slice.more()) {
      return interval;
    }
    return slice.count() > 0 ? Duration.ZERO : afterNothing(nanos, 49, interval);
  }

  /**
   * How long to wait after a part of the queue in which there was nothing to do, so that rows that
   * nobody can send yet cost whoever emits little.
   *
   * @param nanos how long looking through it took
   * @param times how many times as long the rest is
   * @param most the longest rest, for a single look may be slow
   */
  static Duration afterNothing(long nanos, int times, Duration most) {
    Duration rest = Duration.ofNanos(times * Math.max(0, nanos));
    return rest.compareTo(most) < 0 ? rest : most;
  }
}
