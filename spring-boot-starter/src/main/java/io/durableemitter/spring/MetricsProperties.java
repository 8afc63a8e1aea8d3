package io.durableemitter.spring;

import io.durableemitter.core.config.MetricsConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is looked at for the metrics.
 *
 * @param pollInterval Time between looks at the queue.
 * @param nearExpiryLead How long before its expiry an event counts as near to it.
 * @param maxQueuePayloadBytes What the queue may hold, for a gauge of how full it is. It bounds
 *     nothing.
 */
record MetricsProperties(
    @DefaultValue("10s") Duration pollInterval,
    @DefaultValue("5m") Duration nearExpiryLead,
    @Nullable DataSize maxQueuePayloadBytes) {

  MetricsConfig toConfig() {
    MetricsConfig.Builder builder =
        MetricsConfig.builder().pollInterval(pollInterval).nearExpiryLead(nearExpiryLead);
    if (maxQueuePayloadBytes != null) {
      builder.maxQueuePayloadBytes(maxQueuePayloadBytes.toBytes());
    }
    return builder.build();
  }
}
