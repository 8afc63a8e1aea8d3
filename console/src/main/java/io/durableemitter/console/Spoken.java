package io.durableemitter.console;

import java.time.Duration;
import java.util.Locale;

/** Figures in sentences. */
final class Spoken {

  private Spoken() {}

  static String count(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** In one unit, or two: nobody reads more at a glance. */
  static String time(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return two(seconds, 60, "min", "s");
    }
    return seconds < 86_400
        ? two(seconds / 60, 60, "h", "min")
        : two(seconds / 3_600, 24, "days", "h");
  }

  private static String two(long amount, int base, String large, String small) {
    long rest = amount % base;
    String first =
        amount / base + " " + (large.equals("days") && amount / base == 1 ? "day" : large);
    return rest == 0 ? first : first + " " + rest + " " + small;
  }

  static String rate(double perSecond) {
    return perSecond >= 10 || perSecond == 0
        ? String.format(Locale.ROOT, "%,.0f", perSecond)
        : String.format(Locale.ROOT, "%.1f", perSecond);
  }
}
