package io.durableemitter.chaos.kafka;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EventEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that emit the events of a plan, each once. */
final class Emitting implements AutoCloseable {

  private final EventEmitter emitter;
  private final int events;
  private final AtomicInteger next = new AtomicInteger();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean closed;

  private Emitting(EventEmitter emitter, int events) {
    this.emitter = emitter;
    this.events = events;
  }

  static Emitting start(EventEmitter emitter, KafkaRun.Plan plan) {
    Emitting emitting = new Emitting(emitter, plan.events());
    for (int i = 0; i < plan.callers(); i++) {
      Thread caller = new Thread(emitting::emitAll, "caller-" + i);
      caller.setDaemon(true);
      emitting.callers.add(caller);
      caller.start();
    }
    return emitting;
  }

  private void emitAll() {
    int number = next.getAndIncrement();
    while (number < events && !closed) {
      try {
        acknowledged.add(emitter.emit(Events.event(number)).eventId());
      } catch (EmitException e) {
        System.err.println("event " + number + " was not stored: " + e.getMessage());
      }
      number = next.getAndIncrement();
    }
  }

  /** Waits for the last. */
  void await() throws InterruptedException {
    for (Thread caller : callers) {
      caller.join();
    }
  }

  /** Ids of those whose emit has returned. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  @Override
  public void close() {
    closed = true;
  }
}
