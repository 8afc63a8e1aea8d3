package io.durableemitter.spi;

import java.time.Duration;

/**
 * A snapshot of the queue. Immutable.
 *
 * @param depth events not yet delivered
 * @param totalRows rows physically present, with those that are delivered and not yet purged
 * @param payloadBytes bytes of the payloads not yet delivered
 * @param oldestPendingAge age of the oldest undelivered event by the store's clock; zero if there
 *     is none
 * @param nearTtlCount undelivered events that will expire within the lead asked for; events already
 *     past their time to live are not counted
 * @param estimated whether counts are estimates because the queue is too long to count cheaply
 */
public record DurableQueueStats(
    long depth,
    long totalRows,
    long payloadBytes,
    Duration oldestPendingAge,
    long nearTtlCount,
    boolean estimated) {}
