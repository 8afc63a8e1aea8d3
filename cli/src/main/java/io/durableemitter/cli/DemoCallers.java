package io.durableemitter.cli;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EventEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** Threads that emit one event after the other and note the ids of those whose emit returned. */
final class DemoCallers {

  private static final long LONGEST_NANOS = 600_000_000_000L;

  private final EventEmitter emitter;
  private final DemoEvents source;
  private final Shutdown shutdown;
  private final List<Caller> callers = new ArrayList<>();
  private final CountDownLatch running;
  private final LongAdder emitted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private volatile boolean measuring;
  private volatile long measuredFromNanos;
  private volatile long emittedBefore;
  private volatile boolean stopped;
  private volatile long endNanos;

  DemoCallers(EventEmitter emitter, DemoEvents source, int count, Shutdown shutdown) {
    this.emitter = emitter;
    this.source = source;
    this.shutdown = shutdown;
    this.running = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      callers.add(new Caller());
    }
  }

  void start() {
    for (Caller caller : callers) {
      Thread thread = new Thread(caller, "demo-caller");
      thread.setDaemon(true);
      thread.start();
    }
  }

  void stop() {
    stopped = true;
  }

  /** Ends the warm-up: rates and latencies count from here. */
  void measure() {
    emittedBefore = emitted.sum();
    measuredFromNanos = System.nanoTime();
    measuring = true;
  }

  double emitsPerSecond() {
    double seconds = Math.max(1e-3, measuredSeconds());
    return (emitted.sum() - emittedBefore) / seconds;
  }

  double measuredSeconds() {
    return (endNanos - measuredFromNanos) / 1e9;
  }

  boolean done() {
    return running.getCount() == 0;
  }

  /** When the last caller ended. */
  long endNanos() {
    return endNanos;
  }

  long emitted() {
    return emitted.sum();
  }

  long failed() {
    return failed.sum();
  }

  long unknown() {
    return unknown.sum();
  }

  /** All ids; to be asked when the callers are done. */
  IdLedger ledger() {
    IdLedger ledger = new IdLedger((int) emitted());
    callers.forEach(caller -> caller.ids.forEach(ledger::add));
    return ledger;
  }

  double percentileMillis(double percentile) {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    callers.forEach(caller -> all.add(caller.latencies));
    return all.getValueAtPercentile(percentile) / 1e6;
  }

  private final class Caller implements Runnable {

    private final List<UUID> ids = new ArrayList<>();
    private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

    @Override
    public void run() {
      try {
        long[] index = new long[1];
        while (!stopped && !shutdown.requested() && source.take(index)) {
          emitOne(index[0]);
        }
      } finally {
        endNanos = System.nanoTime();
        running.countDown();
      }
    }

    private void emitOne(long index) {
      long begin = System.nanoTime();
      try {
        EmitReceipt receipt = source.emit(emitter, index);
        if (measuring) {
          latencies.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - begin));
        }
        ids.add(UUID.fromString(receipt.eventId()));
        emitted.increment();
      } catch (EmitException e) {
        failed.increment();
        if (e.outcome() == EmitException.Outcome.UNKNOWN) {
          unknown.increment();
        }
      }
    }
  }
}
