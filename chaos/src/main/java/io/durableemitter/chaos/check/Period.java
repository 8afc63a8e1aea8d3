package io.durableemitter.chaos.check;

/**
 * A time of a run, and what may happen because of it. Times are those of {@link System#nanoTime()}.
 *
 * @param what happened in it, for people
 * @param since events that were accepted from here on ...
 * @param until ... to here may be sent once more
 * @param mayRepeat how many of them
 * @param mayBeUnknown how many emits may be told in it that their outcome is unknown
 * @param unknown how many were
 * @param ids what the ids of the events begin with that may be sent once more
 */
public record Period(
    String what,
    long since,
    long until,
    long mayRepeat,
    long mayBeUnknown,
    long unknown,
    String ids) {

  /** Of events with any id. */
  public Period(
      String what, long since, long until, long mayRepeat, long mayBeUnknown, long unknown) {
    this(what, since, until, mayRepeat, mayBeUnknown, unknown, "");
  }

  /** How many more were told that their outcome is unknown than may be. */
  long surplusOfUnknown() {
    return Math.max(0, unknown - mayBeUnknown);
  }

  boolean excuses(Repeat repeat) {
    return mayRepeat > 0
        && repeat.id().startsWith(ids)
        && repeat.acceptedNanos() - since >= 0
        && until - repeat.acceptedNanos() >= 0;
  }
}
