package io.durableemitter.acceptance.check;

/**
 * A time of a run, and what may happen because of it. Times are those of {@link System#nanoTime()}.
 *
 * @param what happened in it, for people
 * @param since events that were accepted from here on ...
 * @param until ... to here may be sent once more
 * @param mayRepeat how many of them
 * @param mayBeUnknown how many emits may be told in it that their outcome is unknown
 * @param unknown how many were
 */
public record Period(
    String what, long since, long until, long mayRepeat, long mayBeUnknown, long unknown) {

  /** How many more were told that their outcome is unknown than may be. */
  long surplusOfUnknown() {
    return Math.max(0, unknown - mayBeUnknown);
  }

  boolean excuses(Repeat repeat) {
    return mayRepeat > 0
        && repeat.acceptedNanos() - since >= 0
        && until - repeat.acceptedNanos() >= 0;
  }
}
