package io.durableemitter.console.internal.state;

import java.time.Duration;
import java.util.Locale;

/** Figures in sentences. */
public final class Spoken {

  private Spoken() {}

  /** A number of things, in the words of one or of many. */
  public static String count(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** In one unit, or two: nobody reads more at a glance. */
  public static String time(Duration time) {
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

  /** With one digit behind the point where it is small. */
  public static String rate(double perSecond) {
    return perSecond >= 10 || perSecond == 0
        ? String.format(Locale.ROOT, "%,.0f", perSecond)
        : String.format(Locale.ROOT, "%.1f", perSecond);
  }
}
