package io.durableemitter.benchmarks.console;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that emit for a while, one event after the other. */
final class Callers {

  private static final byte[] BODY = new byte[512];

  private Callers() {}

  /** How many events a second were stored. */
  static double rate(DurableEmitter emitter, int threads, double seconds)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long begin = System.nanoTime();
      long end = begin + (long) (seconds * 1e9);
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> emitUntil(emitter, end)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      return all * 1e9 / (System.nanoTime() - begin);
    } finally {
      pool.shutdown();
      boolean unused = pool.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static long emitUntil(DurableEmitter emitter, long end) {
    long count = 0;
    while (System.nanoTime() - end < 0) {
      emitter.emit(Event.of("benchmark", "order.placed").bytes("application/octet-stream", BODY));
      count++;
    }
    return count;
  }
}
