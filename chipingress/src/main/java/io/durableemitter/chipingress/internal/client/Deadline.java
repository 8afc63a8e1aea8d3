package io.durableemitter.chipingress.internal.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A moment by {@link System#nanoTime()}. However long or negative the time to it, it is one. */
public final class Deadline {

  private final long atNanos;

  private Deadline(long atNanos) {
    this.atNanos = atNanos;
  }

  public static Deadline after(Duration timeout) {
    // the conversion saturates, and the sum may overflow: only differences count
    return new Deadline(System.nanoTime() + Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)));
  }

  /** 0 when it has passed. */
  public long leftNanos() {
    return Math.max(0, atNanos - System.nanoTime());
  }

  public Duration left() {
    return Duration.ofNanos(leftNanos());
  }
}
