package io.durableemitter.benchmarks.peers.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Threads that persist events for a while, one call after the other. */
record Producers(Outbox outbox, Deliveries deliveries, Load load) {

  /** Returns how many events were persisted. */
  long run(double seconds, Histogram times) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(load.producers());
    try {
      long end = System.nanoTime() + (long) (seconds * 1e9);
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < load.producers(); i++) {
        all.add(threads.submit(() -> persistUntil(end, times)));
      }
      long persisted = 0;
      for (Future<Long> one : all) {
        persisted += one.get();
      }
      return persisted;
    } finally {
      threads.shutdownNow();
    }
  }

  private long persistUntil(long end, Histogram times) throws Exception {
    long persisted = 0;
    while (System.nanoTime() - end < 0) {
      List<byte[]> bodies = new ArrayList<>(load.perTransaction());
      for (int i = 0; i < load.perTransaction(); i++) {
        bodies.add(deliveries.event());
      }
      long begin = System.nanoTime();
      outbox.persist(bodies);
      times.recordValue(System.nanoTime() - begin);
      bodies.forEach(deliveries::persisted);
      persisted += bodies.size();
    }
    return persisted;
  }
}
