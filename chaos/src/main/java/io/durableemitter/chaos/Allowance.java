package io.durableemitter.chaos;

import io.durableemitter.chaos.Fault.Repeats;
import io.durableemitter.chaos.Fault.Site;
import io.durableemitter.chaos.Fault.Unknowns;
import io.durableemitter.chaos.check.Deliveries;
import io.durableemitter.chaos.check.Period;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Counts during a cycle what its faults may lead to. */
final class Allowance {

  // a removal that a crashed server had not flushed was at most 600 ms old
  private static final Duration LOOK_BACK = Duration.ofSeconds(2);

  private final List<Step> steps;
  private final Database database;
  private final Deliveries deliveries;
  private final CallerWatch callers;
  private final int mostCutEmits;
  private final long begin = System.nanoTime();
  private final long attemptedBefore;
  private final long unknownBefore;
  private long held;

  /**
   * Begins to count.
   *
   * @param mostCutEmits how many emits a cut can leave without an outcome
   */
  Allowance(
      List<Step> steps,
      Database database,
      Deliveries deliveries,
      CallerWatch callers,
      int mostCutEmits) {
    this.steps = steps;
    this.database = database;
    this.deliveries = deliveries;
    this.callers = callers;
    this.mostCutEmits = mostCutEmits;
    callers.readOn();
    attemptedBefore = callers.attempted() - callers.underWay().size();
    unknownBefore = callers.unknown();
  }

  /** To be called when the faults have just begun or just ended. */
  void look() throws SQLException {
    // otherwise it does not matter, or the database cannot be asked
    if (repeats() == Repeats.HELD) {
      held += database.rows();
    }
  }

  private Repeats repeats() {
    return steps.stream()
        .map(step -> step.fault().repeats())
        .reduce(Repeats.NONE, Allowance::worse);
  }

  private Unknowns unknowns() {
    return steps.stream()
        .filter(step -> step.fault().site() != Site.NETWORK || NetworkFaults.isToDatabase(step))
        .map(step -> step.fault().unknowns())
        .reduce(Unknowns.NONE, Allowance::worse);
  }

  private static <E extends Enum<E>> E worse(E one, E other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The cycle, which is over now. */
  Period end(String what) {
    callers.readOn();
    long now = System.nanoTime();
    long since = begin - LOOK_BACK.toNanos();
    long mayRepeat =
        switch (repeats()) {
          case NONE -> 0;
          case HELD -> held;
          case ACCEPTED -> deliveries.acceptedBetween(since, now);
        };
    long mayBeUnknown =
        switch (unknowns()) {
          case NONE -> 0;
          case CUT -> mostCutEmits;
          case ANY -> callers.attempted() - attemptedBefore;
        };
    return new Period(what, since, now, mayRepeat, mayBeUnknown, callers.unknown() - unknownBefore);
  }
}
