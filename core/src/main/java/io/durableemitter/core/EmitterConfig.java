package io.durableemitter.core;

import io.durableemitter.api.IdempotencyKeyPolicy;
import java.time.Duration;

/**
 * Settings of a {@link DurableEmitter}. Immutable; made by {@link #builder()}, which checks them
 * together and names the one that is wrong. Names follow the Go package; where a default differs
 * the reason is given.
 *
 * @param retransmitEnabled whether this process runs the maintenance (retransmission, expiry,
 *     purge); true for a host, false for plugin processes that share its table. Default true
 * @param retransmitInterval time between sweeps over the backlog, and between probes while the
 *     other end is out of reach. Default 5 s
 * @param retransmitAfter the age from which an event is sent again, by any process; at least 100
 *     ms. An insert that takes longer than a quarter of it leaves its events to the maintenance.
 *     Default 10 s
 * @param retransmitBatchSize the most rows read at once by a sweep; a sweep reads as many pages as
 *     the transport can take. Default 500 (Go: 100 per tick, which drains 20 events/s)
 * @param claimLease how long a claimed row is this process's own unless the claim is renewed, which
 *     happens three times within it; what a dead process held is free after it. Default 15 s
 * @param expiryInterval time between looks for expired events. Default 1 min
 * @param eventTtl age at which an undelivered event expires. Default 72 h (Go: 1 h, which makes
 *     dead letters of every longer outage)
 * @param expiryBatchSize the most events removed by one statement of expiry. Default 1,000
 * @param pruningEnabled whether expiry and purge run; off keeps all rows for analysis. Default true
 * @param purgeInterval time between looks for delivered rows that the store kept long enough.
 *     Default 10 s (Go: 250 ms, for each look of which a long queue is read through)
 * @param purgeBatchSize the most rows removed by one purge statement. Default 500
 * @param inFlightTimeout how long an event may be with the transport without an answer; then it is
 *     given up and sent again. Longer than the transport takes to send what it holds. Default 10
 *     min
 * @param publishTimeout how long a delivery callback waits for room in the mark queue. Default 5 s
 * @param emitTimeout how long {@code emit} waits for its commit. Default 30 s
 * @param maxEventBytes the largest encoded event that is accepted. Default 10,000,000, which fits
 *     the transport's default request of 10 MiB
 * @param insertBatchSize the most events in one insert; 1 switches coalescing off. Default 500 (Go:
 *     100)
 * @param insertBatchBytes the most bytes in one insert. Default 4 MiB
 * @param insertBatchFlushInterval how long an insert waits for more events. Default zero (Go: 100
 *     ms): an insert begins as soon as a worker is free and takes what has gathered meanwhile, so a
 *     lone caller waits for one commit only
 * @param insertBatchWorkers the most concurrent inserts; another one begins only when a full batch
 *     waits or those under way take longer than 10 ms. Default 4
 * @param insertQueueSize the most events waiting for an insert. Default 10,000
 * @param insertQueueBytes the most bytes waiting for an insert. Default 64 MiB
 * @param markBatchSize the most rows in one removal of delivered rows. Default 2,000
 * @param markBatchFlushInterval how long a removal waits for more rows. Default zero
 * @param markBatchWorkers concurrent removals. Default 1
 * @param markQueueSize the most delivered rows waiting for removal. Default 20,000
 * @param fallbackMaxInFlight the most events tried alone at once after their batch failed, if there
 *     is a fallback; the others wait for the maintenance. Default 100 (Go: unbounded)
 * @param failures what becomes of events that fail
 * @param gate how delivery stops while the other end is out of reach
 * @param backlog how long the queue may grow. Default without bounds
 * @param closeTimeout how long {@code close} may take in all. Default 30 s
 * @param metrics what is looked at for the metrics, if there is a meter
 * @param idempotencyKeyPolicy the key of events that bring none. Default {@link
 *     IdempotencyKeyPolicy#EVENT_ID} (Go: the content's hash, by which two genuine, equal events
 *     are one)
 */
public record EmitterConfig(
    boolean retransmitEnabled,
    Duration retransmitInterval,
    Duration retransmitAfter,
    int retransmitBatchSize,
    Duration claimLease,
    Duration expiryInterval,
    Duration eventTtl,
    int expiryBatchSize,
    boolean pruningEnabled,
    Duration purgeInterval,
    int purgeBatchSize,
    Duration inFlightTimeout,
    Duration publishTimeout,
    Duration emitTimeout,
    int maxEventBytes,
    int insertBatchSize,
    int insertBatchBytes,
    Duration insertBatchFlushInterval,
    int insertBatchWorkers,
    int insertQueueSize,
    long insertQueueBytes,
    int markBatchSize,
    Duration markBatchFlushInterval,
    int markBatchWorkers,
    int markQueueSize,
    int fallbackMaxInFlight,
    FailureConfig failures,
    GateConfig gate,
    BacklogConfig backlog,
    Duration closeTimeout,
    MetricsConfig metrics,
    IdempotencyKeyPolicy idempotencyKeyPolicy) {

  /**
   * The defaults.
   *
   * @return a configuration
   */
  public static EmitterConfig ofDefaults() {
    return builder().build();
  }

  /**
   * Begins with the defaults.
   *
   * @return a builder
   */
  public static EmitterConfigBuilder builder() {
    return new EmitterConfigBuilder();
  }

  /**
   * Begins with the defaults of the Go package ({@code DefaultConfig}) instead of this one's, for
   * those who move from there and want to change one thing at a time. Where its generations differ,
   * it is the documented one; settings that it lacks begin as in {@link #builder()}, so events that
   * expire become dead letters.
   *
   * @return a builder
   */
  public static EmitterConfigBuilder goDefaults() {
    return builder()
        .retransmitInterval(Duration.ofSeconds(5))
        .retransmitAfter(Duration.ofSeconds(10))
        .retransmitBatchSize(100)
        .expiryInterval(Duration.ofMinutes(1))
        .eventTtl(Duration.ofHours(1))
        .publishTimeout(Duration.ofSeconds(5))
        .purgeInterval(Duration.ofMillis(250))
        .purgeBatchSize(500)
        .insertBatchSize(100)
        .insertBatchFlushInterval(Duration.ofMillis(100))
        .insertBatchWorkers(4)
        .markBatchSize(100)
        .markBatchFlushInterval(Duration.ofMillis(500))
        .markBatchWorkers(2)
        .metrics(
            MetricsConfig.ofDefaults()
                .withPollInterval(Duration.ofSeconds(10))
                .withNearExpiryLead(Duration.ofMinutes(5)))
        .idempotencyKeyPolicy(IdempotencyKeyPolicy.CONTENT_HASH);
  }
}
