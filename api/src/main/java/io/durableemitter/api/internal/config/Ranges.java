package io.durableemitter.api.internal.config;

import java.time.Duration;

/**
 * What settings may be. Each check fails with an {@link IllegalArgumentException} that names the
 * setting, what it may be and what it is.
 */
public final class Ranges {

  // beyond this, sums of times no longer fit into nanoseconds
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Ranges() {}

  /**
   * A number, both ends included.
   *
   * @param name the setting
   * @param value what it is
   * @param least what it is at least
   * @param most what it is at most
   */
  public static void between(String name, long value, long least, long most) {
    between(name, Long.valueOf(value), Long.valueOf(least), Long.valueOf(most));
  }

  /**
   * A value, both ends included.
   *
   * @param name the setting
   * @param value what it is
   * @param least what it is at least
   * @param most what it is at most
   * @param <T> its type
   */
  public static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
    boolean holds = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    require(holds, name, " must be " + least + " to " + most + " but is ", value);
  }

  /**
   * A number without an upper end.
   *
   * @param name the setting
   * @param value what it is
   * @param least what it is at least
   */
  public static void atLeast(String name, long value, long least) {
    require(value >= least, name, " must be at least " + least + " but is ", value);
  }

  /**
   * A time of at most 3,650 days.
   *
   * @param name the setting
   * @param value what it is
   * @param least what it is at least
   */
  public static void atLeast(String name, Duration value, Duration least) {
    require(value.compareTo(least) >= 0, name, " must be at least " + least + " but is ", value);
    notEndless(name, value);
  }

  /**
   * A value that must not be less than another setting.
   *
   * @param name the setting
   * @param value what it is
   * @param other the other setting
   * @param least what that is
   * @param <T> its type
   */
  public static <T extends Comparable<T>> void atLeast(
      String name, T value, String other, T least) {
    String rule = " must be at least " + other + " (" + least + ") but is ";
    require(value.compareTo(least) >= 0, name, rule, value);
  }

  /**
   * A time longer than zero, of at most 3,650 days.
   *
   * @param name the setting
   * @param value what it is
   */
  public static void positive(String name, Duration value) {
    boolean positive = !value.isNegative() && !value.isZero();
    require(positive, name, " must be longer than zero but is ", value);
    notEndless(name, value);
  }

  /**
   * A time of zero to 3,650 days.
   *
   * @param name the setting
   * @param value what it is
   */
  public static void notNegative(String name, Duration value) {
    require(!value.isNegative(), name, " must not be negative but is ", value);
    notEndless(name, value);
  }

  private static void notEndless(String name, Duration value) {
    String rule = " must be at most " + LONGEST.toDays() + " days but is ";
    require(value.compareTo(LONGEST) <= 0, name, rule, value);
  }

  /**
   * Anything else.
   *
   * @param holds whether it may be so
   * @param name the setting
   * @param rule goes between name and value, and says what would be right
   * @param value what it is
   */
  public static void require(boolean holds, String name, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + rule + value);
    }
  }
}
