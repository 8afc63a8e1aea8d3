package io.durableemitter.core;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What becomes of events that fail. Immutable; the {@code with} methods return changed copies.
 *
 * <p>Trouble of the transport never counts against an event. An event that fails on its own is put
 * off, longer each time; one that will never be delivered becomes a dead letter.
 *
 * @param firstBackOff how long an event waits after its first failure; doubled with each further
 *     one, less up to a half by chance. Longer than zero. Default 1 s
 * @param longestBackOff the most it waits, and at most half of its time to live; not shorter than
 *     the first. Default 5 min
 * @param maxAttempts after how many failures an event becomes a dead letter; at least 1. Default
 *     none: its time to live ends it
 * @param expiredEvents what becomes of events beyond their time to live. Default {@link
 *     ExpiredEvents#DEAD_LETTER}
 * @param expiryGrace how long after the start, and after the other end came back, nothing expires,
 *     so that what has waited is delivered first; at most {@code eventTtl} counts. Not negative.
 *     Default 5 min
 * @param deadLetterRetention how long dead letters are kept, longer than zero. Default 30 days
 */
public record FailureConfig(
    Duration firstBackOff,
    Duration longestBackOff,
    OptionalInt maxAttempts,
    ExpiredEvents expiredEvents,
    Duration expiryGrace,
    Duration deadLetterRetention) {

  /** What becomes of events beyond their time to live. */
  public enum ExpiredEvents {
    /** They become dead letters, if the store keeps any. */
    DEAD_LETTER,
    /** They are removed for ever; the log says how many. */
    DISCARD
  }

  /**
   * Checks the values.
   *
   * @param firstBackOff longer than zero
   * @param longestBackOff not shorter than firstBackOff
   * @param maxAttempts at least 1, if any
   * @param expiredEvents what becomes of them
   * @param expiryGrace not negative
   * @param deadLetterRetention longer than zero
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public FailureConfig {
    Rules.positive("firstBackOff", firstBackOff);
    Rules.positive("longestBackOff", longestBackOff);
    Rules.atLeastZero("expiryGrace", expiryGrace);
    Rules.positive("deadLetterRetention", deadLetterRetention);
    if (longestBackOff.compareTo(firstBackOff) < 0) {
      throw new IllegalArgumentException(
          "longestBackOff ("
              + longestBackOff
              + ") must not be shorter than firstBackOff ("
              + firstBackOff
              + ")");
    }
    maxAttempts.ifPresent(value -> Rules.atLeastOne("maxAttempts", value));
  }

  /**
   * The defaults.
   *
   * @return a configuration
   */
  public static FailureConfig ofDefaults() {
    return new FailureConfig(
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        OptionalInt.empty(),
        ExpiredEvents.DEAD_LETTER,
        Duration.ofMinutes(5),
        Duration.ofDays(30));
  }

  /**
   * Puts failed events off.
   *
   * @param first after the first failure
   * @param longest the most
   * @return a changed copy
   */
  public FailureConfig withBackOff(Duration first, Duration longest) {
    return new FailureConfig(
        first, longest, maxAttempts, expiredEvents, expiryGrace, deadLetterRetention);
  }

  /**
   * Gives events up after so many failures.
   *
   * @param attempts at least 1
   * @return a changed copy
   */
  public FailureConfig withMaxAttempts(int attempts) {
    return new FailureConfig(
        firstBackOff,
        longestBackOff,
        OptionalInt.of(attempts),
        expiredEvents,
        expiryGrace,
        deadLetterRetention);
  }

  /**
   * Says what becomes of events beyond their time to live.
   *
   * @param value what
   * @return a changed copy
   */
  public FailureConfig withExpiredEvents(ExpiredEvents value) {
    return new FailureConfig(
        firstBackOff, longestBackOff, maxAttempts, value, expiryGrace, deadLetterRetention);
  }

  /**
   * Lets nothing expire for so long after the start and after the other end came back.
   *
   * @param grace not negative
   * @return a changed copy
   */
  public FailureConfig withExpiryGrace(Duration grace) {
    return new FailureConfig(
        firstBackOff, longestBackOff, maxAttempts, expiredEvents, grace, deadLetterRetention);
  }

  /**
   * Keeps dead letters so long.
   *
   * @param retention longer than zero
   * @return a changed copy
   */
  public FailureConfig withDeadLetterRetention(Duration retention) {
    return new FailureConfig(
        firstBackOff, longestBackOff, maxAttempts, expiredEvents, expiryGrace, retention);
  }
}
