package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.core.config.DeliverConfig;
import io.durableemitter.core.config.OrderConfig;
import io.durableemitter.core.config.OrderConfig.Undeliverable;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Decides what becomes of an event that failed. Trouble of the transport counts against no event;
 * of an event's own failures, permanent ones make it a dead letter and others put it off. Safe for
 * concurrent use.
 */
public final class FailurePolicy {

  private final DeliverConfig config;
  private final Duration longestBackOff;
  private final DoubleSupplier random;
  private final boolean holds;

  /**
   * A policy that gives up events with an ordering key as others.
   *
   * @param config how failures are taken
   * @param mostBackOff what an event waits at most, whatever the configuration says
   * @param random from 0 to 1, spreads events that failed together
   */
  public FailurePolicy(DeliverConfig config, Duration mostBackOff, DoubleSupplier random) {
    this(config, OrderConfig.ofDefaults(), mostBackOff, random);
  }

  /**
   * A policy.
   *
   * @param config how failures are taken
   * @param order whether one holds up those of its ordering key
   * @param mostBackOff what an event waits at most, whatever the configuration says
   * @param random from 0 to 1, spreads events that failed together
   */
  public FailurePolicy(
      DeliverConfig config, OrderConfig order, Duration mostBackOff, DoubleSupplier random) {
    this.config = config;
    this.holds = order.undeliverable() == Undeliverable.HOLD;
    Duration longest = config.longestBackOff();
    this.longestBackOff = longest.compareTo(mostBackOff) < 0 ? longest : mostBackOff;
    this.random = random;
  }

  /**
   * Judges one failure of each kind before there are any, so that the classes this needs are
   * initialised while there is memory: a class whose initialisation fails stays unusable for good.
   */
  public void rehearse() {
    FailureDecision unused = judge(DeliveryResult.rejected("", "", true), 1);
    for (FailureKind kind : FailureKind.values()) {
      unused = judge(DeliveryResult.failed(kind, ""), 1);
    }
  }

  /**
   * Judges a failure.
   *
   * @param result anything but delivered
   * @param failures how often the event has failed on its own, with this time; at least 1
   * @param ordered whether others may wait for it
   */
  FailureDecision judge(DeliveryResult result, int failures, boolean ordered) {
    FailureDecision decision = judge(result, failures);
    return decision instanceof FailureDecision.Never && ordered && holds
        ? new FailureDecision.Later(delay(failures))
        : decision;
  }

  FailureDecision judge(DeliveryResult result, int failures) {
    if (result instanceof Rejected rejected) {
      return rejected.permanent()
          ? new FailureDecision.Never(DeadLetterReason.REJECTED)
          : later(failures);
    }
    if (result instanceof Failed failed) {
      return switch (failed.kind()) {
        case TRANSPORT, CLOSED -> FailureDecision.Wait.INSTANCE;
        case TOO_LARGE -> new FailureDecision.Never(DeadLetterReason.TOO_LARGE);
        case CALL, MISMATCH, OVER_LIMIT -> later(failures);
      };
    }
    throw new IllegalArgumentException("not a failure: " + result);
  }

  /**
   * Whether an event has been tried as often as allowed.
   *
   * @param ordered whether others may wait for it
   */
  public boolean isExhausted(int tries, boolean ordered) {
    return !(ordered && holds) && isExhausted(tries);
  }

  private boolean isExhausted(int tries) {
    return config.maxAttempts().isPresent() && tries >= config.maxAttempts().getAsInt();
  }

  private FailureDecision later(int failures) {
    return isExhausted(failures)
        ? new FailureDecision.Never(DeadLetterReason.TOO_MANY_ATTEMPTS)
        : new FailureDecision.Later(delay(failures));
  }

  /** Doubles with each failure, up to the longest; half of it is left to chance. */
  private Duration delay(int failures) {
    double doubled =
        (double) config.firstBackOff().toNanos() * Math.pow(2, Math.min(failures - 1, 60));
    double most = Math.min(doubled, (double) longestBackOff.toNanos());
    return Duration.ofNanos((long) (most * (0.5 + 0.5 * random.getAsDouble())));
  }
}
