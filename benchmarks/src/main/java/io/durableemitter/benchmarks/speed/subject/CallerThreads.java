package io.durableemitter.benchmarks.speed.subject;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads for callers. */
public final class CallerThreads {

  private static final int FIRST_WITH_VIRTUAL = 21;

  private CallerThreads() {}

  /** Whether this JVM has virtual threads. */
  public static boolean hasVirtual() {
    return Runtime.version().feature() >= FIRST_WITH_VIRTUAL;
  }

  static ExecutorService of(CallerKind kind, int threads) {
    if (kind != CallerKind.VIRTUAL) {
      return Executors.newFixedThreadPool(threads);
    }
    try {
      // built for 17, where there is no such method
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("virtual threads need Java 21 or newer", e);
    }
  }
}
