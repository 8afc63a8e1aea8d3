package io.durableemitter.core;

import java.time.Duration;

/** What single settings may be; messages name the one that is wrong. */
final class Rules {

  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Rules() {}

  static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }

  static void atLeastZero(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative but is " + value);
    }
    notEndless(name, value);
  }

  static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than zero but is " + value);
    }
    notEndless(name, value);
  }

  static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(name + " must be at least " + least + " but is " + value);
    }
    notEndless(name, value);
  }

  // beyond this, sums of times no longer fit into nanoseconds
  private static void notEndless(String name, Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be at most " + LONGEST.toDays() + " days but is " + value);
    }
  }
}
