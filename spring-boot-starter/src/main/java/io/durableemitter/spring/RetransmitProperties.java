package io.durableemitter.spring;

import io.durableemitter.core.config.RetransmitConfig;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How pending events are sent again, and whether this process does so.
 *
 * @param enabled Runs the maintenance (retransmission, expiry, purge) in this process. Off for
 *     plugin processes that share the host's table.
 * @param interval Time between sweeps over the backlog.
 * @param after Age from which an event is sent again, by any process.
 * @param transactionalAfter Age from which any host sends an event that was stored within a
 *     transaction and not handed over.
 * @param batchSize Rows per page of a sweep.
 * @param claimLease How long a claimed row is this process's own unless the claim is renewed.
 */
record RetransmitProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("5s") Duration interval,
    @DefaultValue("10s") Duration after,
    @DefaultValue("1s") Duration transactionalAfter,
    @DefaultValue("500") int batchSize,
    @DefaultValue("15s") Duration claimLease) {

  RetransmitConfig toConfig() {
    return RetransmitConfig.builder()
        .enabled(enabled)
        .interval(interval)
        .after(after)
        .transactionalAfter(transactionalAfter)
        .batchSize(batchSize)
        .claimLease(claimLease)
        .build();
  }
}
