package io.durableemitter.chaos.snapshot;

import io.durableemitter.api.EmitException;
import io.durableemitter.chaos.load.Latencies;
import io.durableemitter.chaos.load.Pace;
import io.durableemitter.core.DurableEmitter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Threads that emit numbered events at a rate in common, each when it is due or as soon after. */
public final class PacedCallers {

  static final int TENTHS = 10;

  private final DurableEmitter emitter;
  private final int events;
  private final int rate;
  private final byte[] body;
  private final BitSet acknowledged = new BitSet(); // guarded by itself
  private final List<Latencies> tenths = new ArrayList<>();
  private final long lengthNanos;

  /**
   * Callers that have not begun.
   *
   * @param events how many there are in all
   * @param rate events per second
   * @param bytes of data of an event
   */
  public PacedCallers(DurableEmitter emitter, int events, int rate, int bytes) {
    this.emitter = emitter;
    this.events = events;
    this.rate = rate;
    this.lengthNanos = 1_000_000_000L / rate * events / TENTHS;
    this.body = new byte[bytes];
    new Random(1).nextBytes(body);
    for (int i = 0; i < TENTHS; i++) {
      tenths.add(new Latencies(2 * events / TENTHS));
    }
  }

  /** Emits all, and returns when each was answered. */
  public void run(int threads) throws InterruptedException {
    Pace pace = new Pace(rate);
    long begin = System.nanoTime();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread caller = new Thread(() -> emitDue(pace, begin), "caller-" + i);
      caller.setDaemon(true);
      caller.start();
      callers.add(caller);
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void emitDue(Pace pace, long begin) {
    for (long number = pace.await(); number < events; number = pace.await()) {
      emit((int) number, begin);
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
    Latencies tenth = tenths.get((int) Math.min(TENTHS - 1L, (now - begin) / lengthNanos));
    if (stored) {
      tenth.add(now - called);
      synchronized (acknowledged) {
        acknowledged.set(number);
      }
    } else {
      tenth.failed();
    }
  }

  /** The numbers of the events whose emit returned. */
  public BitSet acknowledged() {
    synchronized (acknowledged) {
      return (BitSet) acknowledged.clone();
    }
  }

  List<Latencies.Figures> tenths() {
    return tenths.stream().map(tenth -> tenth.figures(lengthNanos / 1e9)).toList();
  }
}
