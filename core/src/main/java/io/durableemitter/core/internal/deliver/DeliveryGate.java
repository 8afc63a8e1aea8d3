package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.config.GateConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Stands between the store and the transport. While the other end is out of reach it is closed:
 * nothing is handed over but a small probe now and then, at growing intervals, and the first answer
 * opens it. It can be closed by hand too. Costs a volatile read while it is open. Safe for
 * concurrent use.
 */
public final class DeliveryGate {

  /** States. */
  public enum State {
    /** Events pass. */
    OPEN,
    /** The other end is out of reach; only probes pass. */
    CLOSED,
    /** Somebody asked that nothing be delivered. */
    PAUSED
  }

  static final int PROBE = 50;

  private final GateConfig config;
  private final LongSupplier ticker;
  private final DoubleSupplier random;
  private final ThrottledLog log;
  private volatile boolean open = true;
  private volatile boolean paused; // here or by an order; changes under this gate's lock
  private boolean pausedHere;
  private Optional<String> order = Optional.empty();
  private volatile int failuresInARow; // changes under this gate's lock
  private volatile int callsInARow; // that failed; changes under this gate's lock
  private volatile long openings; // changes under this gate's lock
  private volatile Runnable onOpen = () -> {};
  private String reason = "";
  private long failedAtNanos;
  private long closedAtNanos;
  private long nextProbeNanos;
  private long intervalNanos;
  private int permits;

  /**
   * An open gate.
   *
   * @param config when it closes
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   * @param random from 0 to 1, spreads the probes of many processes
   * @param throttle for reports
   */
  public DeliveryGate(
      GateConfig config, LongSupplier ticker, DoubleSupplier random, LogThrottle throttle) {
    this.config = config;
    this.ticker = ticker;
    this.random = random;
    this.log = throttle.log(DeliveryGate.class);
  }

  /** Whom to tell when it opens; one at most. */
  public void onOpen(Runnable listener) {
    onOpen = listener;
  }

  /**
   * Asks to pass.
   *
   * @param wanted how many events, at least 1
   * @return how many may pass; zero while it is closed and no probe is due
   */
  public int admit(int wanted) {
    return open && !paused ? wanted : probe(wanted);
  }

  private synchronized int probe(int wanted) {
    if (paused) {
      return 0;
    }
    if (open) {
      return wanted;
    }
    long now = ticker.getAsLong();
    if (now - nextProbeNanos >= 0) {
      permits = PROBE;
      nextProbeNanos = now + spread(intervalNanos);
      intervalNanos = Math.min(intervalNanos * 2, config.longestProbe().toNanos());
    }
    int granted = Math.min(permits, wanted);
    permits -= granted;
    return granted;
  }

  /** Gives back what was granted and not used, so that somebody else can probe. */
  public synchronized void giveBack(int unused) {
    permits = Math.min(PROBE, permits + unused);
  }

  /** How long until the next probe; zero if it is open or a probe may go out now. */
  public synchronized Duration untilProbe() {
    boolean now = (open && !paused) || permits > 0;
    return now ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextProbeNanos - ticker.getAsLong()));
  }

  /** Is told of failures that change nothing; see {@link FailurePolicy#rehearse}. */
  public void rehearse() {
    onResult(DeliveryResult.failed(FailureKind.CLOSED, ""));
    onResult(DeliveryResult.failed(FailureKind.TOO_LARGE, ""));
  }

  /** Tells how a delivery ended. */
  void onResult(DeliveryResult result) {
    if (!(result instanceof Failed failed)) {
      if (!open || failuresInARow > 0 || callsInARow > 0) {
        reached();
      }
      return;
    }
    switch (failed.kind()) {
      case TRANSPORT -> unreachable(failed.message());
      case CALL, MISMATCH -> callFailed(failed.message());
      case TOO_LARGE, OVER_LIMIT, CLOSED -> {
        // of the event alone, or decided here: that says nothing about the other end
      }
    }
  }

  private synchronized void unreachable(String message) {
    failuresInARow++;
    failedAtNanos = ticker.getAsLong();
    closeIf(failuresInARow >= config.failuresToClose(), message);
  }

  /** The other end is there; but if nothing else comes from it, it is of no use either. */
  private void callFailed(String message) {
    boolean there;
    synchronized (this) {
      callsInARow++;
      failuresInARow = 0;
      failedAtNanos = ticker.getAsLong();
      there = callsInARow < PROBE;
      closeIf(!there, message);
    }
    if (there && !open) {
      open();
    }
  }

  private void closeIf(boolean enough, String message) {
    reason = message;
    if (open && enough) {
      open = false;
      permits = 0;
      closedAtNanos = ticker.getAsLong();
      intervalNanos = config.firstProbe().toNanos();
      nextProbeNanos = closedAtNanos + spread(intervalNanos);
      log.warnOfChange(
          "gate",
          "delivery stops, events wait in the store: {}; the other end is probed every {} to {} ms",
          message,
          config.firstProbe().toMillis(),
          config.longestProbe().toMillis());
    }
  }

  private void reached() {
    synchronized (this) {
      failuresInARow = 0;
      callsInARow = 0;
    }
    open();
  }

  private void open() {
    boolean opened;
    synchronized (this) {
      opened = !open;
      open = true;
      if (opened) {
        openings++;
        Duration closedFor = closedFor();
        log.infoOfChange("gate", "delivery goes on after {}", closedFor);
      }
    }
    if (opened) {
      onOpen.run();
    }
  }

  private Duration closedFor() {
    return Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(ticker.getAsLong() - closedAtNanos));
  }

  // up to a quarter earlier, so that many processes do not probe in step
  private long spread(long nanos) {
    return (long) (nanos * (1 - 0.25 * random.getAsDouble()));
  }

  /** Closes it by hand. */
  public synchronized void pause() {
    pausedHere = true;
    paused = true;
  }

  /** Ends what {@link #pause} began; an order to all hosts holds on. */
  public void resume() {
    synchronized (this) {
      pausedHere = false;
      paused = order.isPresent();
    }
    onOpen.run();
  }

  /**
   * Follows an order to all hosts.
   *
   * @param pause who ordered that nothing be delivered, when and why; empty if nobody did
   */
  public void follow(Optional<String> pause) {
    boolean ended;
    synchronized (this) {
      if (pause.equals(order)) {
        return;
      }
      ended = pause.isEmpty();
      order = pause;
      paused = pausedHere || !ended;
      if (ended) {
        log.infoOfChange("order", "delivery is no longer paused by order");
      } else {
        log.infoOfChange("order", "delivery is paused on all hosts {}", pause.get());
      }
    }
    if (ended) {
      onOpen.run();
    }
  }

  /** Whether it is closed because the other end cannot be reached. */
  public synchronized boolean isOutOfReach() {
    return !open && failuresInARow > 0;
  }

  /** How often it opened. */
  public long openings() {
    return openings;
  }

  /** Its state now. */
  public State state() {
    if (paused) {
      return State.PAUSED;
    }
    return open ? State.OPEN : State.CLOSED;
  }

  /** What is wrong, for people; empty while events pass. */
  public synchronized Optional<String> problem() {
    return switch (state()) {
      case OPEN -> Optional.empty();
      case PAUSED ->
          Optional.of(
              order
                  .filter(by -> !pausedHere)
                  .map(by -> "delivery is paused on all hosts " + by)
                  .orElse("delivery is paused; resumeDelivery() ends it"));
      case CLOSED ->
          Optional.of(
              "nothing has been delivered for "
                  + closedFor()
                  + ", events wait in the store: "
                  + reason);
    };
  }

  /** What is known of the other end when an event is given up of which nothing else is. */
  public synchronized String lastWords() {
    return problem()
        .orElseGet(
            () ->
                reason.isEmpty()
                    ? "nothing has failed here since the start of this process"
                    : "the last failure here was "
                        + Duration.ofSeconds(
                            TimeUnit.NANOSECONDS.toSeconds(ticker.getAsLong() - failedAtNanos))
                        + " ago: "
                        + reason);
  }
}
