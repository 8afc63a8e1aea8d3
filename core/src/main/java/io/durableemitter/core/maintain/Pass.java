package io.durableemitter.core.maintain;

import java.time.Duration;

/** One turn of a duty of the night watch. Tests step it by hand. */
@FunctionalInterface
public interface Pass {

  /**
   * Does a bounded piece of work.
   *
   * @return how long to wait until the next turn; zero if there is more to do at once
   */
  Duration runOnce();
}
