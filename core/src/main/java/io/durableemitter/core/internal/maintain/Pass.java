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
   * {@link #afterNothing} if it found none, and {@code interval} at the end of the queue.
   *
   * @param slice what was done
   * @param nanos how long that took
   * @param interval between two looks
   */
  static Duration afterSlice(Slice slice, long nanos, Duration interval) {
    if (!slice.more()) {
      return interval;
    }
    return slice.count() > 0 ? Duration.ZERO : afterNothing(nanos, interval);
  }

  /**
   * How long to wait after a part of the queue in which there was nothing to do: nine times as long
   * as looking through it took, so that rows that nobody can send yet cost emits a tenth of one
   * connection's time at most, and no longer than {@code most}, for a single look may be slow.
   */
  static Duration afterNothing(long nanos, Duration most) {
    Duration rest = Duration.ofNanos(9 * Math.max(0, nanos));
    return rest.compareTo(most) < 0 ? rest : most;
  }
}
