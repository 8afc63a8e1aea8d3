package io.durableemitter.core.simulation;

import io.durableemitter.api.StoreException;
import io.durableemitter.api.StoreException.Outcome;
import java.util.function.Supplier;

/** Makes operations of a store fail: before their effect, after it, or without telling which. */
final class StoreFaults {

  private final Chance chance;
  private final boolean unknownOutcomes;
  private final Trace trace;
  private double probability;

  StoreFaults(Chance chance, Weather weather, Trace trace) {
    this.chance = chance;
    this.unknownOutcomes = weather == Weather.STORMY;
    this.trace = trace;
  }

  void become(double share) {
    probability = share;
  }

  void end() {
    probability = 0;
  }

  boolean due() {
    return probability > 0 && chance.is(probability);
  }

  /** Notes what an operation did. */
  void note(String what) {
    trace.add("  " + what);
  }

  <T> T run(String operation, Supplier<T> work) {
    if (!due()) {
      return work.get();
    }
    int kind = unknownOutcomes ? chance.below(3) : 0;
    if (kind == 2) {
      T unused = work.get();
    }
    trace.add("  " + operation + (kind == 0 ? " fails" : kind == 1 ? " is lost" : " answers not"));
    throw new StoreException(
        kind == 0 ? Outcome.NOT_DONE : Outcome.UNKNOWN, operation + " failed", null);
  }
}
