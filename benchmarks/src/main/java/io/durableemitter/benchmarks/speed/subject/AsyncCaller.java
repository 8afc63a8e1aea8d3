package io.durableemitter.benchmarks.speed.subject;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Emits while its oldest event is not further back than a window; then it waits for that one. */
final class AsyncCaller {

  private static final int WINDOW = 2_048;

  /** One event under way. */
  private record Emit(CompletableFuture<EmitReceipt> future, long since) {}

  private final DurableEmitter emitter;
  private final Supplier<Event> events;
  private final Histogram times;
  private final LongAdder emitted;
  private final LongAdder failed;
  private final Deque<Emit> window = new ArrayDeque<>(WINDOW);

  AsyncCaller(
      DurableEmitter emitter,
      Supplier<Event> events,
      Histogram times,
      LongAdder emitted,
      LongAdder failed) {
    this.emitter = emitter;
    this.events = events;
    this.times = times;
    this.emitted = emitted;
    this.failed = failed;
  }

  void run(long end) {
    while (System.nanoTime() - end < 0) {
      window.add(new Emit(emitter.emitAsync(events.get()), System.nanoTime()));
      if (window.size() == WINDOW) {
        awaitHalf();
      }
    }
    while (!window.isEmpty()) {
      await(window.remove());
    }
  }

  // half, so that it does not wake up for each single one
  private void awaitHalf() {
    while (window.size() > WINDOW / 2) {
      await(window.remove());
    }
  }

  private void await(Emit emit) {
    try {
      emit.future().join();
      emitted.increment();
      times.recordValue(System.nanoTime() - emit.since());
    } catch (CompletionException e) {
      failed.increment();
    }
  }
}
