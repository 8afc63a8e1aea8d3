package io.durableemitter.chaos.crash;

import io.durableemitter.api.EventEmitter;
import io.durableemitter.api.Hooks;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends this process at a step: no hook runs, no stream is flushed, as with SIGKILL. */
public final class Bomb {

  /** The exit code of a process that it ended. */
  public static final int EXIT_CODE = 137;

  private final CrashStep step;
  private final AtomicInteger left;

  /** One for a step. */
  public Bomb(CrashStep step) {
    this.step = step;
    this.left = new AtomicInteger(step.times());
  }

  /**
   * A store in which it goes off.
   *
   * @param untilOthersQueue waits until other events are queued
   */
  public DurableEventStore around(DurableEventStore store, Runnable untilOthersQueue) {
    return isLive() ? new CrashingStore(store, this, untilOthersQueue) : store;
  }

  /** A transport in which it goes off. */
  public BatchEmitter around(BatchEmitter transport) {
    return isLive() ? new CrashingTransport(transport, this) : transport;
  }

  /** An emitter in which it goes off. */
  public EventEmitter around(EventEmitter emitter) {
    return isLive() ? new CrashingFront(emitter, this) : emitter;
  }

  /** Hooks in which it goes off. */
  public Hooks hooks() {
    return isLive() ? new CrashingHooks(this) : Hooks.NONE;
  }

  private boolean isLive() {
    return step != CrashStep.NOWHERE;
  }

  /** The process is at a step now. */
  void at(CrashStep now) {
    if (isDueAt(now)) {
      explode();
    }
  }

  /** Whether the process is to die here and now; counts. */
  boolean isDueAt(CrashStep now) {
    return now == step && left.decrementAndGet() == 0;
  }

  static void explode() {
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
