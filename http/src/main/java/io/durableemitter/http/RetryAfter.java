package io.durableemitter.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads the header {@code Retry-After}: seconds, or a date. */
final class RetryAfter {

  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /** How long to wait: zero to the longest, and zero for what is neither seconds nor a date. */
  static Duration parse(String value, Clock clock, Duration longest) {
    Duration asked = asked(value.strip(), clock);
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(longest) < 0 ? asked : longest;
  }

  private static Duration asked(String value, Clock clock) {
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > MOST_DIGITS
          ? Duration.ofSeconds(Long.MAX_VALUE)
          : Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(clock.instant(), date.toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
