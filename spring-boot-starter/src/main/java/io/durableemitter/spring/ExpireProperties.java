package io.durableemitter.spring;

import io.durableemitter.core.config.ExpireConfig;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When undelivered events are too old.
 *
 * @param enabled Whether events expire.
 * @param ttl Age at which an undelivered event expires; longer than retransmit.after.
 * @param interval Time between looks for expired events.
 * @param batchSize Events per expiry statement.
 * @param expiredEvents What becomes of them: dead letters, or nothing.
 * @param grace How long after the start, and after the other end came back, nothing expires.
 */
record ExpireProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("72h") Duration ttl,
    @DefaultValue("1m") Duration interval,
    @DefaultValue("1000") int batchSize,
    @DefaultValue("dead-letter") ExpireConfig.ExpiredEvents expiredEvents,
    @DefaultValue("5m") Duration grace) {

  ExpireConfig toConfig() {
    return ExpireConfig.builder()
        .enabled(enabled)
        .ttl(ttl)
        .interval(interval)
        .batchSize(batchSize)
        .expiredEvents(expiredEvents)
        .grace(grace)
        .build();
  }
}
