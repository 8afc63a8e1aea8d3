package io.durableemitter.core.internal.metrics;

import java.util.function.Supplier;

/** Counts and times the operations of a store. */
record StoreMeter(StoreCounters counters, Timings timings) {

  <T> T metered(StoreOperation operation, Supplier<T> work) {
    long begin = System.nanoTime();
    boolean error = true;
    try {
      T result = work.get();
      error = false;
      return result;
    } finally {
      counters.ended(operation, error);
      timings.store(operation, System.nanoTime() - begin);
    }
  }
}
