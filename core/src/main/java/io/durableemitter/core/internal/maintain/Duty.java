package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a pass again and again on a thread of its own until it is stopped. A pass that throws is
 * reported and tried again later; nothing but {@link #stop} ends the thread, so whatever is thrown
 * is caught here without memory, kept as it is, and told when somebody asks.
 */
public final class Duty {

  private static final Logger log = LoggerFactory.getLogger(Duty.class);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final Pass pass;
  private final Duration pauseAfterError;
  private final Waiter waiter;
  private final LongSupplier ticker;
  private final Consumer<Throwable> report;
  private volatile boolean stopped;
  private volatile boolean inTurn;
  private volatile long turnBegan;
  private volatile @Nullable Throwable lastFailure;
  private volatile @Nullable Thread thread;

  private Duty(
      String name,
      Pass pass,
      Duration pauseAfterError,
      LogThrottle throttle,
      Waiter waiter,
      LongSupplier ticker) {
    this.name = name;
    this.pass = pass;
    this.pauseAfterError = pauseAfterError;
    this.waiter = waiter;
    this.ticker = ticker;
    this.report =
        throttle
            .log(Duty.class)
            .warningOf(
                "duty " + name, "a pass of duty {} failed and will be tried again: {}", name);
  }

  /** The duty of sending again. */
  public static Duty of(Retransmitter pass, Duration pauseAfterError, LogThrottle throttle) {
    return new Duty("retransmit", pass, pauseAfterError, throttle, pass.waiter(), System::nanoTime);
  }

  /** A duty that nobody wakes. */
  public static Duty of(String name, Pass pass, Duration pauseAfterError, LogThrottle throttle) {
    return of(name, pass, pauseAfterError, throttle, System::nanoTime);
  }

  static Duty of(
      String name, Pass pass, Duration pauseAfterError, LogThrottle throttle, LongSupplier ticker) {
    return new Duty(name, pass, pauseAfterError, throttle, new Waiter(), ticker);
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /**
   * What is wrong, the worst first: its thread has ended; its turn has lasted for more than 60 s;
   * its last pass failed. Empty if nothing is. Never blocks.
   */
  public Optional<String> problem() {
    if (hasEnded()) {
      return Optional.of("its thread has ended although nobody stopped it");
    }
    if (inTurn) {
      // looked at after inTurn, so that it is never the begin of an earlier turn
      long nanos = ticker.getAsLong() - turnBegan;
      if (nanos > TimeUnit.NANOSECONDS.convert(LONGEST_TURN)) {
        return Optional.of(
            "its pass has been running for " + TimeUnit.NANOSECONDS.toSeconds(nanos) + " s");
      }
    }
    return Optional.ofNullable(lastFailure)
        .map(error -> "the last pass failed and will be tried again: " + ErrorText.of(error));
  }

  /** Whether its thread has ended although nobody stopped it. */
  public boolean hasEnded() {
    Thread running = thread;
    return running != null && !running.isAlive() && !stopped;
  }

  /** Starts the thread. */
  public synchronized void start() {
    if (thread == null && !stopped) {
      Thread made = new Thread(this::live, "durable-emitter-" + name);
      made.setDaemon(true);
      made.start();
      thread = made;
    }
  }

  /**
   * Ends the duty after its current turn; past the timeout the turn is interrupted.
   *
   * @return whether the thread has ended
   */
  public boolean stop(Duration timeout) {
    Thread running;
    synchronized (this) {
      stopped = true;
      running = thread;
    }
    waiter.wake();
    if (running == null || running == Thread.currentThread()) {
      return true;
    }
    try {
      running.join(Math.max(1, TimeUnit.MILLISECONDS.convert(timeout)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (running.isAlive()) {
      running.interrupt();
      return false;
    }
    return true;
  }

  // This loop turns so seldom that it is never compiled. A compiled frame can be left without its
  // handlers when there is no memory for what the compiler had kept out of the heap.
  private void live() {
    while (!stopped) {
      try {
        loop();
      } catch (Throwable error) {
        lastFailure = error;
        inTurn = false;
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void loop() {
    while (!stopped) {
      try {
        waitFor(turn());
      } catch (Throwable error) {
        // out of the report or the wait
        lastFailure = error;
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private Duration turn() {
    try {
      turnBegan = ticker.getAsLong();
      inTurn = true;
      Duration pause = pass.runOnce();
      lastFailure = null;
      return pause;
    } catch (Throwable error) {
      lastFailure = error;
      report.accept(error);
      return pauseAfterError;
    } finally {
      inTurn = false;
    }
  }

  private void waitFor(Duration pause) {
    if (pause.isZero()) {
      return;
    }
    try {
      waiter.await(pause);
    } catch (InterruptedException stranger) {
      // only a stop ends the thread: the next turn comes early
      log.trace("duty {} was interrupted", name);
    }
  }
}
