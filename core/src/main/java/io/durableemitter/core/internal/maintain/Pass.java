package io.durableemitter.core.internal.maintain;

import io.durableemitter.spi.Slice;
import java.time.Duration;

/** One turn of a duty of the maintenance. Tests step it by hand. */
@FunctionalInterface
public interface Pass {

  /** Between two slices of a look in which there was nothing to do. */
  Duration BETWEEN_EMPTY_SLICES = Duration.ofMillis(50);

  /**
   * Does a bounded piece of work.
   *
   * @return how long to wait until the next turn; zero if there is more to do at once
   */
  Duration runOnce();

  /**
   * How long to wait after a slice of a scan of the whole queue: not at all if it changed rows,
   * {@link #BETWEEN_EMPTY_SLICES} if it found none, so that scanning takes only a part of the
   * store's time, and {@code interval} at the end of the queue.
   *
   * @param slice what was done
   * @param interval between two looks
   */
  static Duration afterSlice(Slice slice, Duration interval) {
    if (!slice.more()) {
      return interval;
    }
    return slice.count() > 0 ? Duration.ZERO : BETWEEN_EMPTY_SLICES;
  }
}
