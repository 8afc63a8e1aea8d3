package io.durableemitter.core.internal.deliver;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How failures are taken.
 *
 * @param firstBackOff how long an event waits after its first failure
 * @param longestBackOff the most it waits, however often it failed
 * @param maxAttempts after how many failures it becomes a dead letter; empty for never
 */
public record FailureSettings(
    Duration firstBackOff, Duration longestBackOff, OptionalInt maxAttempts) {}
