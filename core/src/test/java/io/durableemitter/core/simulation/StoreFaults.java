package io.durableemitter.core.simulation;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.util.function.Supplier;

/**
 * Makes operations of a store fail: before their effect, after it, or without telling which; by
 * what a store may throw, and by what it may not.
 */
final class StoreFaults {

  /** How a store fails. */
  enum Kind {
    /** As it may. */
    TOLD,
    /** Without memory. */
    MEMORY,
    /** By a defect. */
    ANY
  }

  private final World world;
  private double probability;
  private long lastTicks = Long.MIN_VALUE / 2;

  StoreFaults(World world) {
    this.world = world;
  }

  void become(double share) {
    probability = share;
  }

  void end() {
    probability = 0;
  }

  /** How long it has not failed, nor could. */
  long quietNanos() {
    return probability > 0 ? 0 : world.ticks.get() - lastTicks;
  }

  /** Notes what an operation did. */
  void note(String what) {
    world.trace.add("  " + what);
  }

  <T> T run(String operation, Supplier<T> work) {
    return run(operation, kind(), work);
  }

  Kind kind() {
    int draw = world.chance.below(10);
    return draw < 6 ? Kind.TOLD : draw < 8 ? Kind.MEMORY : Kind.ANY;
  }

  boolean due() {
    return probability > 0 && world.chance.is(probability);
  }

  <T> T run(String operation, Kind kind, Supplier<T> work) {
    refuseTheDead();
    if (!due()) {
      T result = work.get();
      refuseTheDead();
      return result;
    }
    return fail(operation, kind, work);
  }

  <T> T fail(String operation, Kind kind, Supplier<T> work) {
    lastTicks = world.ticks.get();
    int effect = world.weather == Weather.STORMY ? world.chance.below(3) : 0;
    if (effect == 2) {
      T unused = work.get();
    }
    String what = operation + (effect == 0 ? " fails" : effect == 1 ? " is lost" : " answers not");
    note(what + " (" + kind + ")");
    if (kind == Kind.MEMORY) {
      throw Thrown.noMemory(what);
    } else if (kind == Kind.ANY) {
      Thrown.any(world.chance, what);
    }
    throw new StoreException(
        effect == 0 ? Outcome.NOT_DONE : Outcome.UNKNOWN, operation + " failed", null);
  }

  // what is left of a dead host on this thread must not do anything any more
  private void refuseTheDead() {
    if (world.acting().filter(SimulatedHost::isDead).isPresent()) {
      throw new StoreException(Outcome.UNKNOWN, "the process is dead", null);
    }
  }
}
