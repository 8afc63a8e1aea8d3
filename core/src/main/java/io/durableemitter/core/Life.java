package io.durableemitter.core;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.HealthReport;
import io.durableemitter.api.HealthReport.Component;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts once and closes once, at any time and by any thread. Nobody holds a lock while something
 * starts, since a transport or a store may hang there and closing must be possible all the same.
 */
final class Life {

  private enum State {
    NEW,
    STARTING,
    STARTED,
    CLOSED
  }

  private final Runnable start;
  private final Runnable close;
  private final Duration closeTimeout;
  private final CountDownLatch startEnded = new CountDownLatch(1);
  private volatile State state = State.NEW; // changes under this lock

  /**
   * A life that has not begun.
   *
   * @param start starts all stages
   * @param close closes them; may be called twice
   * @param closeTimeout the most time that closing waits for a start under way
   */
  Life(Runnable start, Runnable close, Duration closeTimeout) {
    this.start = start;
    this.close = close;
    this.closeTimeout = closeTimeout;
  }

  void start() {
    synchronized (this) {
      if (state == State.CLOSED) {
        throw new IllegalStateException("the emitter is closed; build a new one");
      }
      if (state != State.NEW) {
        return;
      }
      state = State.STARTING;
    }
    boolean done = false;
    try {
      start.run();
      done = true;
    } finally {
      startEnded.countDown();
      if (!done) {
        close();
      }
    }
    if (!becomeStarted()) {
      // closed meanwhile, by someone who did not wait any longer: what has started since must end
      close.run();
    }
  }

  private synchronized boolean becomeStarted() {
    if (state == State.CLOSED) {
      return false;
    }
    state = State.STARTED;
    return true;
  }

  void close() {
    State before;
    synchronized (this) {
      before = state;
      state = State.CLOSED;
    }
    if (before == State.CLOSED) {
      return;
    }
    if (before == State.STARTING) {
      awaitStart();
    }
    close.run();
  }

  private void awaitStart() {
    try {
      boolean unused = startEnded.await(closeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void requireStarted() {
    switch (state) {
      case STARTED -> {}
      case NEW, STARTING ->
          throw new EmitException(
              Outcome.REJECTED,
              Reason.NOT_STARTED,
              "the emitter has not been started: call start() first; the event was not stored");
      case CLOSED ->
          throw new EmitException(
              Outcome.REJECTED, Reason.CLOSED, "the emitter is closed; the event was not stored");
    }
  }

  Component health() {
    return switch (state) {
      case STARTED -> new Component("emitter", HealthReport.State.UP, "");
      case NEW, STARTING ->
          new Component("emitter", HealthReport.State.DOWN, "it has not been started");
      case CLOSED -> new Component("emitter", HealthReport.State.DOWN, "it is closed");
    };
  }
}
