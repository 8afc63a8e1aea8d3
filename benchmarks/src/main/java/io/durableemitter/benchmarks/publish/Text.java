package io.durableemitter.benchmarks.publish;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as people read them: three digits that say something, and thousands apart. */
final class Text {

  static final String NONE = "";

  private Text() {}

  static String number(double value) {
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : NONE;
  }

  static String median(Optional<Range> range) {
    return range.map(one -> number(one.median())).orElse(NONE);
  }

  /** From the least to the most. */
  static String spread(Optional<Range> range) {
    return range.map(one -> number(one.least()) + " – " + number(one.most())).orElse(NONE);
  }

  /** Bytes as people name sizes. */
  static String bytes(long bytes) {
    return bytes >= 1024 && bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
  }
}
