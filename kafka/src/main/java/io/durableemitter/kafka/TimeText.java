package io.durableemitter.kafka;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Times as RFC 3339 has them, in UTC, with as many digits as count: what the formatters of the JDK
 * write, without what they allocate for it.
 */
final class TimeText {

  private static final int LONGEST = "9999-12-31T23:59:59.999999999Z".length();
  private static final int LAST_YEAR = 9_999;

  private final byte[] text = new byte[LONGEST];
  private int length;

  private TimeText() {}

  /**
   * The text.
   *
   * @throws DateTimeException if it is none of the years 0 to 9999, which RFC 3339 is for
   */
  static byte[] of(long seconds, int nanos) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
      throw new DateTimeException("the year " + time.getYear() + " is none of 0 to " + LAST_YEAR);
    }
    TimeText text = new TimeText();
    text.digits(time.getYear(), 4).sign('-').digits(time.getMonthValue(), 2).sign('-');
    text.digits(time.getDayOfMonth(), 2).sign('T').digits(time.getHour(), 2).sign(':');
    text.digits(time.getMinute(), 2).sign(':').digits(time.getSecond(), 2);
    text.fraction(time.getNano());
    text.sign('Z');
    return Arrays.copyOf(text.text, text.length);
  }

  private void fraction(int nanos) {
    if (nanos == 0) {
      return;
    }
    sign('.').digits(nanos, 9);
    while (text[length - 1] == '0') {
      length--;
    }
  }

  private TimeText sign(char sign) {
    text[length++] = (byte) sign;
    return this;
  }

  private TimeText digits(int value, int count) {
    int rest = value;
    for (int at = length + count - 1; at >= length; at--) {
      text[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }
}
