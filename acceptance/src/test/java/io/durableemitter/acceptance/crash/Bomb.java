package io.durableemitter.acceptance.crash;

import java.util.concurrent.atomic.AtomicInteger;

/** Ends this process at a step: no hook runs, no stream is flushed, as with SIGKILL. */
final class Bomb {

  static final int EXIT_CODE = 137;

  private final CrashStep step;
  private final AtomicInteger left;

  Bomb(CrashStep step) {
    this.step = step;
    this.left = new AtomicInteger(step.times());
  }

  /** The process is at a step now. */
  void at(CrashStep now) {
    if (isDueAt(now)) {
      explode();
    }
  }

  /** Whether the process is to die here and now; counts. */
  boolean isDueAt(CrashStep now) {
    return now == step && left.decrementAndGet() == 0;
  }

  static void explode() {
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
