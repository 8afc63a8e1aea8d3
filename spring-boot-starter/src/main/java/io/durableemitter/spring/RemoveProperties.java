package io.durableemitter.spring;

import io.durableemitter.core.config.RemoveConfig;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How rows leave the store.
 *
 * @param queueTimeout How long a delivery callback waits for room in the queue of removals.
 * @param purgeEnabled Whether delivered rows that were kept long enough, and dead letters after
 *     their retention, are removed.
 * @param purgeInterval Time between looks for delivered rows that were kept long enough.
 * @param purgeBatchSize Rows per purge statement.
 * @param deadLetterRetention How long dead letters are kept.
 * @param batching How many delivered rows share a removal, and how many wait for one.
 */
record RemoveProperties(
    @DefaultValue("5s") Duration queueTimeout,
    @DefaultValue("true") boolean purgeEnabled,
    @DefaultValue("10s") Duration purgeInterval,
    @DefaultValue("500") int purgeBatchSize,
    @DefaultValue("30d") Duration deadLetterRetention,
    @DefaultValue Batching batching) {

  /**
   * How many delivered rows share a removal.
   *
   * @param batchSize Delivered rows per removal.
   * @param flushInterval How long a removal waits for more rows.
   * @param workers Concurrent removals.
   * @param queueSize Delivered rows waiting for removal.
   */
  record Batching(
      @DefaultValue("2000") int batchSize,
      @DefaultValue("0s") Duration flushInterval,
      @DefaultValue("1") int workers,
      @DefaultValue("20000") int queueSize) {}

  RemoveConfig toConfig() {
    return RemoveConfig.builder()
        .queueTimeout(queueTimeout)
        .purgeEnabled(purgeEnabled)
        .purgeInterval(purgeInterval)
        .purgeBatchSize(purgeBatchSize)
        .deadLetterRetention(deadLetterRetention)
        .batching(
            builder ->
                builder
                    .batchSize(batching.batchSize)
                    .flushInterval(batching.flushInterval)
                    .workers(batching.workers)
                    .queueSize(batching.queueSize))
        .build();
  }
}
