package io.durableemitter.chaos.child;

import io.durableemitter.api.HealthReport;
import io.durableemitter.core.DurableEmitter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the health of an emitter says, and the worst that it said. */
final class HealthWatch {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final DurableEmitter emitter;
  private volatile boolean bad;

  HealthWatch(DurableEmitter emitter) {
    this.emitter = emitter;
  }

  void start() {
    Thread thread = new Thread(this::run, "health");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (true) {
      try {
        bad |= emitter.health().state() != HealthReport.State.UP;
      } catch (OutOfMemoryError e) {
        // our own want of it; the next look tells
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What it was at its worst since the watch began: {@code UP} or {@code BAD}. */
  String worst() {
    return bad ? "BAD" : "UP";
  }

  /** The state of the gate. */
  String gate() {
    return emitter.health().components().stream()
        .filter(component -> component.name().equals("gate"))
        .map(component -> component.state().name())
        .findFirst()
        .orElseThrow();
  }

  /** The components that are not well, on one line. */
  String problems() {
    return emitter.health().components().stream()
        .filter(component -> component.state() != HealthReport.State.UP)
        .map(component -> component.name() + ": " + component.detail().replace('\n', ' '))
        .toList()
        .toString();
  }
}
