package io.durableemitter.spring;

import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.core.config.InsertConfig;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events get into the store.
 *
 * @param timeout How long emit waits for the commit.
 * @param maxEventBytes Largest encoded event; a larger one is refused before anything is stored.
 * @param idempotencyKeyPolicy The idempotency key of events that bring none.
 * @param batching How many events share an insert, and how many wait for one.
 */
record InsertProperties(
    @DefaultValue("30s") Duration timeout,
    @DefaultValue("10000000B") DataSize maxEventBytes,
    @DefaultValue("event-id") IdempotencyKeyPolicy idempotencyKeyPolicy,
    @DefaultValue Batching batching) {

  /**
   * How many events share an insert.
   *
   * @param batchSize Events per insert; 1 switches coalescing off.
   * @param batchBytes Bytes per insert.
   * @param flushInterval How long an insert waits for more events.
   * @param workers The most concurrent inserts.
   * @param queueSize Events waiting for an insert.
   * @param queueBytes Bytes waiting for an insert.
   */
  record Batching(
      @DefaultValue("500") int batchSize,
      @DefaultValue("4MB") DataSize batchBytes,
      @DefaultValue("0s") Duration flushInterval,
      @DefaultValue("4") int workers,
      @DefaultValue("10000") int queueSize,
      @DefaultValue("64MB") DataSize queueBytes) {}

  InsertConfig toConfig() {
    return InsertConfig.builder()
        .timeout(timeout)
        .maxEventBytes(Sizes.asInt("insert.maxEventBytes", maxEventBytes))
        .idempotencyKeyPolicy(idempotencyKeyPolicy)
        .batching(
            builder ->
                builder
                    .batchSize(batching.batchSize)
                    .batchBytes(batching.batchBytes.toBytes())
                    .flushInterval(batching.flushInterval)
                    .workers(batching.workers)
                    .queueSize(batching.queueSize)
                    .queueBytes(batching.queueBytes.toBytes()))
        .build();
  }
}
