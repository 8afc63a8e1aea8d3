package io.durableemitter.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application can set. The groups are those of {@code EmitterConfig}, and those of the
 * transport, the store, its pool and the connection to the server. Defaults are those of the
 * builders, which a test compares.
 *
 * @param enabled Whether there is an emitter at all.
 * @param migrate Whether the tables are made and brought up to date at the start, before the
 *     emitter is. The role of the pool must own them then, or be allowed to create them.
 * @param joinTransactions Whether an emit within a transaction of the application's DataSource is
 *     part of it. If not, each emit commits by itself.
 * @param dataSource Name of the DataSource bean whose transactions emits join. The only or primary
 *     one if not given.
 * @param closeTimeout How long a stop may take in all.
 * @param ingress The Chip Ingress server.
 * @param transport How events are sent.
 * @param store Where events are kept.
 * @param pool The connections of the store.
 * @param insert How events get into the store.
 * @param backlog How many undelivered events there may be.
 * @param deliver How events are handed to the transport, and what becomes of those that fail.
 * @param order Which events are delivered one after the other.
 * @param retransmit How pending events are sent again, and whether this process does so.
 * @param expire When undelivered events are too old.
 * @param remove How rows leave the store.
 * @param metrics What is looked at for the metrics.
 * @param console A web page that shows the queue.
 */
@ConfigurationProperties(DurableEmitterProperties.PREFIX)
record DurableEmitterProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("true") boolean migrate,
    @DefaultValue("true") boolean joinTransactions,
    @Nullable String dataSource,
    @DefaultValue("30s") Duration closeTimeout,
    @DefaultValue @NestedConfigurationProperty IngressProperties ingress,
    @DefaultValue @NestedConfigurationProperty TransportProperties transport,
    @DefaultValue @NestedConfigurationProperty StoreProperties store,
    @DefaultValue @NestedConfigurationProperty PoolProperties pool,
    @DefaultValue @NestedConfigurationProperty InsertProperties insert,
    @DefaultValue @NestedConfigurationProperty BacklogProperties backlog,
    @DefaultValue @NestedConfigurationProperty DeliverProperties deliver,
    @DefaultValue @NestedConfigurationProperty OrderProperties order,
    @DefaultValue @NestedConfigurationProperty RetransmitProperties retransmit,
    @DefaultValue @NestedConfigurationProperty ExpireProperties expire,
    @DefaultValue @NestedConfigurationProperty RemoveProperties remove,
    @DefaultValue @NestedConfigurationProperty MetricsProperties metrics,
    @DefaultValue @NestedConfigurationProperty ConsoleProperties console) {

  static final String PREFIX = "durable-emitter";
}
