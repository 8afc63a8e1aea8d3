package io.durableemitter.acceptance.snapshot;

import io.durableemitter.api.EmitException;
import io.durableemitter.core.DurableEmitter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that emit numbered events at a rate in common, each when it is due or as soon after. */
final class PacedCallers {

  static final int TENTHS = 10;

  private final DurableEmitter emitter;
  private final int events;
  private final long gapNanos;
  private final byte[] body;
  private final AtomicInteger next = new AtomicInteger();
  private final BitSet acknowledged = new BitSet(); // guarded by itself
  private final List<Tenth> tenths = new ArrayList<>();
  private final long lengthNanos;

  PacedCallers(DurableEmitter emitter, int events, int rate, int bytes) {
    this.emitter = emitter;
    this.events = events;
    this.gapNanos = 1_000_000_000L / rate;
    this.lengthNanos = gapNanos * events / TENTHS;
    this.body = new byte[bytes];
    new Random(1).nextBytes(body);
    for (int i = 0; i < TENTHS; i++) {
      tenths.add(new Tenth(lengthNanos / 1e9, 2 * events / TENTHS));
    }
  }

  /** Emits all, and returns when each was answered. */
  void run(int threads) throws InterruptedException {
    long begin = System.nanoTime();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread caller = new Thread(() -> emitDue(begin), "caller-" + i);
      caller.setDaemon(true);
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void emitDue(long begin) {
    for (int number = next.getAndIncrement(); number < events; number = next.getAndIncrement()) {
      long due = begin + number * gapNanos;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      emit(number, begin);
    }
  }

  private void emit(int number, long begin) {
    long called = System.nanoTime();
    boolean stored = true;
    try {
      emitter.emit(
          body, Map.of("id", Integer.toString(number), "source", "snapshot", "type", "numbered"));
    } catch (EmitException e) {
      stored = false;
    }
    long now = System.nanoTime();
    Tenth tenth = tenths.get((int) Math.min(TENTHS - 1L, (now - begin) / lengthNanos));
    if (stored) {
      tenth.emitted(now - called);
      synchronized (acknowledged) {
        acknowledged.set(number);
      }
    } else {
      tenth.failed();
    }
  }

  /** The numbers of the events whose emit returned. */
  BitSet acknowledged() {
    synchronized (acknowledged) {
      return (BitSet) acknowledged.clone();
    }
  }

  List<Tenth.Figures> tenths() {
    return tenths.stream().map(Tenth::figures).toList();
  }
}
