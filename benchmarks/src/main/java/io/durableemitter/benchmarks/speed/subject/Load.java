package io.durableemitter.benchmarks.speed.subject;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Callers that emit for a while. */
final class Load {

  private static final String TYPE = "application/octet-stream";

  private final DurableEmitter emitter;
  private final Order order;
  private final byte[] body;
  private final Times times = new Times();
  private final LongAdder emitted = new LongAdder();
  private final LongAdder failed = new LongAdder();

  Load(DurableEmitter emitter, Order order) {
    this.emitter = emitter;
    this.order = order;
    this.body = new byte[order.bytes()];
    new Random(1).nextBytes(body);
  }

  long emitted() {
    return emitted.sum();
  }

  long failed() {
    return failed.sum();
  }

  Percentiles times() {
    return times.percentiles();
  }

  /** Emits; tells how many seconds it took. */
  double run() throws InterruptedException, ExecutionException {
    ExecutorService callers = CallerThreads.of(order.callers(), order.threads());
    try {
      long begin = System.nanoTime();
      long end = begin + (long) (order.seconds() * 1e9);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < order.threads(); i++) {
        int place = i;
        running.add(callers.submit(() -> emit(begin, end, place)));
      }
      for (Future<?> caller : running) {
        caller.get();
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      callers.shutdownNow();
    }
  }

  private void emit(long begin, long end, int place) {
    Histogram own = Times.ofOneThread();
    if (order.callers() == CallerKind.ASYNC) {
      new AsyncCaller(emitter, this::event, own, emitted, failed).run(end);
    } else if (order.perSecond() > 0) {
      onSchedule(begin, end, place, own);
    } else {
      while (System.nanoTime() - end < 0) {
        one(System.nanoTime(), own);
      }
    }
    times.addAll(own);
  }

  /** Each event has its moment; one that is late because another was slow counts from there. */
  private void onSchedule(long begin, long end, int place, Histogram own) {
    double nanosBetween = 1e9 * order.threads() / order.perSecond();
    for (long turn = 0; ; turn++) {
      long moment = begin + (long) (nanosBetween * (turn + (double) place / order.threads()));
      if (moment - end >= 0) {
        return;
      }
      for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      one(moment, own);
    }
  }

  private void one(long since, Histogram own) {
    try {
      emitter.emit(event());
      emitted.increment();
      own.recordValue(System.nanoTime() - since);
    } catch (EmitException e) {
      failed.increment();
    }
  }

  private Event event() {
    return Event.of("benchmark", "order.placed").bytes(TYPE, body);
  }
}
