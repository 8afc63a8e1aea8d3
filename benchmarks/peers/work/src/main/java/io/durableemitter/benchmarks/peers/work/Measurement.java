package io.durableemitter.benchmarks.peers.work;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Loads an outbox, has it drain, and counts. */
record Measurement(Outbox outbox, Deliveries deliveries, Load load) {

  private static final long LOOK_MILLIS = 10;

  Figures run(String name) throws Exception {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Producers producers = new Producers(outbox, deliveries, load);
    producers.run(load.warmSeconds(), new ConcurrentHistogram(3));
    drain();

    deliveries.begin();
    Histogram times = new ConcurrentHistogram(3);
    long processor = process.getProcessCpuTime();
    long begin = System.nanoTime();
    long persisted = producers.run(load.seconds(), times);
    double loaded = (System.nanoTime() - begin) / 1e9;
    double deliveredLoaded = deliveries.delivered() / loaded;
    drain();
    double drained = (System.nanoTime() - begin) / 1e9;
    long delivered = deliveries.delivered();
    processor = process.getProcessCpuTime() - processor;

    // in this order: what is delivered in between is left, but not missing
    long left = outbox.left();
    long missing = Math.max(0, deliveries.undelivered() - left);
    if (deliveries.strangers() > 0) {
      throw new IllegalStateException(
          deliveries.strangers() + " events were delivered that are not those persisted");
    }
    return new Figures(
        name,
        outbox.version(),
        outbox.settings(),
        load.producers(),
        persisted / loaded,
        deliveredLoaded,
        delivered / drained,
        left,
        deliveries.duplicates(),
        missing,
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6,
        processor / 1e3 / Math.max(1, delivered));
  }

  /** Waits until all is delivered and removed, or the time for it is over. */
  private void drain() throws Exception {
    long end = System.nanoTime() + (long) (load.drainSeconds() * 1e9);
    while (deliveries.undelivered() > 0 || outbox.left() > 0) {
      if (System.nanoTime() - end > 0) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
  }
}
