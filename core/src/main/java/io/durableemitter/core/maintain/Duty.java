package io.durableemitter.core.maintain;

import io.durableemitter.api.log.LogThrottle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a pass again and again on a thread of its own until it is stopped. A pass that throws is
 * reported and tried again later; nothing but {@link #stop} ends the thread.
 */
public final class Duty {

  private static final Logger log = LoggerFactory.getLogger(Duty.class);

  private final String name;
  private final Pass pass;
  private final Duration pauseAfterError;
  private final LogThrottle throttle;
  private final Waiter waiter;
  private volatile boolean stopped;
  private volatile Optional<String> problem = Optional.empty();
  private @Nullable Thread thread;

  private Duty(
      String name, Pass pass, Duration pauseAfterError, LogThrottle throttle, Waiter waiter) {
    this.name = name;
    this.pass = pass;
    this.pauseAfterError = pauseAfterError;
    this.throttle = throttle;
    this.waiter = waiter;
  }

  /** The duty of sending again. */
  public static Duty of(Retransmitter pass, Duration pauseAfterError, LogThrottle throttle) {
    return new Duty("retransmit", pass, pauseAfterError, throttle, pass.waiter());
  }

  /** A duty that nobody wakes. */
  public static Duty of(String name, Pass pass, Duration pauseAfterError, LogThrottle throttle) {
    return new Duty(name, pass, pauseAfterError, throttle, new Waiter());
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** Why its last pass failed; empty if it did not. */
  public Optional<String> problem() {
    return problem;
  }

  /** Starts the thread. */
  public synchronized void start() {
    if (thread == null && !stopped) {
      thread = new Thread(this::loop, "durable-emitter-" + name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Ends the duty after its current turn; past the timeout the turn is interrupted.
   *
   * @return whether the thread has ended
   */
  public boolean stop(Duration timeout) {
    stopped = true;
    waiter.wake();
    Thread running;
    synchronized (this) {
      running = thread;
    }
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

  private void loop() {
    while (!stopped) {
      Duration pause = turn();
      try {
        if (!pause.isZero()) {
          waiter.await(pause);
        }
      } catch (InterruptedException e) {
        throttle.run(
            "interruption of duty " + name,
            suppressed ->
                log.debug("the wait of duty {} was interrupted; only a stop ends it", name));
      }
    }
  }

  private Duration turn() {
    try {
      Duration pause = pass.runOnce();
      problem = Optional.empty();
      return pause;
    } catch (Throwable error) {
      problem = Optional.of("the last pass failed and will be tried again: " + error);
      report(error);
      return pauseAfterError;
    }
  }

  // without memory or descriptors the report itself may fail; the thread must live on all the same
  private void report(Throwable error) {
    try {
      throttle.run(
          "duty " + name,
          suppressed -> {
            log.warn(
                "a pass of duty {} failed and will be tried again: {} ({} more since the last"
                    + " report)",
                name,
                error.toString(),
                suppressed);
            log.debug("duty {}", name, error);
          });
    } catch (Throwable second) {
      problem =
          Optional.of(
              "the last pass failed and will be tried again: " + error + "; not logged: " + second);
    }
  }
}
