package io.durableemitter.core;

import java.time.Duration;

/** A moment by which several steps together must be done. */
record Deadline(long nanoTime) {

  static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left, zero if it is past. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
