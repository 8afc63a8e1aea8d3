package io.durableemitter.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times, ages and rates as people read them at a glance. */
final class TextOf {

  private TextOf() {}

  /** To the second, in UTC. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** With its two largest units: 3d4h, 2h5m, 1m30s, 12s. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return two(seconds, 60, "m", 1, "s");
    }
    return seconds < 86_400
        ? two(seconds, 3_600, "h", 60, "m")
        : two(seconds, 86_400, "d", 3_600, "h");
  }

  private static String two(long seconds, long large, String unit, long small, String rest) {
    long left = seconds % large / small;
    return seconds / large + unit + (left == 0 ? "" : left + rest);
  }

  /** A rate or a number of milliseconds: one digit behind the point where it is small. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 && value > 0 ? "%.1f" : "%,.0f", value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
