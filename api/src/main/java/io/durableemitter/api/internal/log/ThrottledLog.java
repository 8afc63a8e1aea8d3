package io.durableemitter.api.internal.log;

import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The log of one class, whose lines go through a {@link LogThrottle}: one per kind and interval, or
 * each if it tells of a change. Formats are those of SLF4J; behind a line stands how many of its
 * kind were left out before it. Whoever logs neither waits nor has anything thrown at, not even
 * without memory. Safe for concurrent use.
 *
 * <p>Arguments are turned into text on the throttle's thread: a {@link Supplier} is asked there. A
 * {@link Throwable} that has a place in the format is shown in one line, and with its stack trace
 * at debug level; a last one that has none is shown with its stack trace.
 */
public final class ThrottledLog {

  private static final long LONG_SECONDS = 30;
  private static final String OURS = "io.durableemitter.";

  private final LogThrottle throttle;
  private final Logger log;

  ThrottledLog(LogThrottle throttle, Logger log) {
    this.throttle = throttle;
    this.log = log;
  }

  /** Warns, unless the last line of the kind was less than 10 s ago. */
  public void warn(String kind, String format, @Nullable Object... arguments) {
    report(kind, log::warn, format, arguments);
  }

  /** As {@link #warn}, of what should not happen. */
  public void error(String kind, String format, @Nullable Object... arguments) {
    report(kind, log::error, format, arguments);
  }

  /**
   * As {@link #error(String, String, Object...)}, for handlers of what is thrown when there is no
   * memory: the caller makes nothing.
   */
  public void error(String text, Throwable thrown) {
    try {
      report(text, log::error, text, thrown);
    } catch (Throwable none) {
      // even the arguments of the call need memory
      throttle.leftOut();
    }
  }

  /** Warns of a change, however soon it follows the last one of its kind. */
  public void warnOfChange(String kind, String format, @Nullable Object... arguments) {
    reportChange(kind, log::warn, format, arguments);
  }

  /** Tells of a change, however soon it follows the last one of its kind. */
  public void infoOfChange(String kind, String format, @Nullable Object... arguments) {
    reportChange(kind, log::info, format, arguments);
  }

  /**
   * A warning that is made before something is thrown, so that to log it needs no memory.
   *
   * @return logs what was thrown, as an argument behind the others
   */
  public Consumer<Throwable> warningOf(String kind, String format, @Nullable Object... arguments) {
    return reportOf(kind, log::warn, format, arguments);
  }

  /** As {@link #warningOf}, of what should not happen. */
  public Consumer<Throwable> errorOf(String kind, String format, @Nullable Object... arguments) {
    return reportOf(kind, log::error, format, arguments);
  }

  private void report(
      String kind, BiConsumer<String, Object[]> out, String format, @Nullable Object... arguments) {
    try {
      throttle.run(kind, line(out, format, arguments));
    } catch (Throwable none) {
      throttle.leftOut();
    }
  }

  private void reportChange(
      String kind, BiConsumer<String, Object[]> out, String format, @Nullable Object... arguments) {
    try {
      throttle.changed(kind, line(out, format, arguments));
    } catch (Throwable none) {
      throttle.leftOut();
    }
  }

  private Consumer<Throwable> reportOf(
      String kind, BiConsumer<String, Object[]> out, String format, @Nullable Object... arguments) {
    return throttle.reportOf(
        kind,
        (thrown, repetition) -> {
          @Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
          all[arguments.length] = thrown;
          write(out, format, all, repetition);
        });
  }

  private Consumer<Repetition> line(
      BiConsumer<String, Object[]> out, String format, @Nullable Object... arguments) {
    return repetition -> write(out, format, arguments, repetition);
  }

  private void write(
      BiConsumer<String, Object[]> out,
      String format,
      @Nullable Object[] arguments,
      Repetition repetition) {
    int places = places(format);
    List<@Nullable Object> shown = new ArrayList<>();
    for (@Nullable Object argument : arguments) {
      shown.add(shown.size() < places ? inLine(argument) : behind(argument));
    }
    if (repetition.leftOut() > 0) {
      shown.add(places, repetition.leftOut());
    }
    String more = repetition.leftOut() > 0 ? " ({} more since the last report)" : "";
    out.accept(format + more + lasting(repetition), shown.toArray());
    for (int i = 0; i < places; i++) {
      if (arguments[i] instanceof Throwable thrown) {
        log.debug("the error of the line before", LoggedError.of(thrown));
      }
    }
  }

  private static String lasting(Repetition repetition) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(repetition.lastingNanos());
    return seconds < LONG_SECONDS ? "" : " (for " + Duration.ofSeconds(seconds) + " by now)";
  }

  private static int places(String format) {
    int places = 0;
    for (int at = format.indexOf("{}"); at >= 0; at = format.indexOf("{}", at + 2)) {
      places++;
    }
    return places;
  }

  private static @Nullable Object inLine(@Nullable Object argument) {
    if (argument instanceof Throwable thrown) {
      // what this project's exceptions say needs no name of a class before it
      return thrown.getClass().getName().startsWith(OURS)
          ? ErrorText.message(thrown)
          : ErrorText.of(thrown);
    }
    return argument instanceof Supplier<?> supplier ? supplier.get() : argument;
  }

  private static @Nullable Object behind(@Nullable Object argument) {
    return argument instanceof Throwable thrown ? LoggedError.of(thrown) : argument;
  }
}
