package io.durableemitter.ingress.internal.decode;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

/** Points and lengths of time as text. */
final class WellKnownText {

  private WellKnownText() {}

  static String timestamp(long seconds, int nanos) {
    try {
      return Instant.ofEpochSecond(seconds, nanos).toString();
    } catch (DateTimeException | ArithmeticException e) {
      return "out of range: " + seconds + " s, " + nanos + " ns";
    }
  }

  static String duration(long seconds, int nanos) {
    BigDecimal whole = BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, 9));
    return whole.stripTrailingZeros().toPlainString() + "s";
  }
}
