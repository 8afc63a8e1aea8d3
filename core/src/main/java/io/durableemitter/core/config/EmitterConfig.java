package io.durableemitter.core.config;

import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Settings of a {@link io.durableemitter.core.DurableEmitter}, in groups. Immutable; the docs of
 * each setting are at the builders of the groups.
 *
 * <pre>{@code
 * EmitterConfig.builder()
 *     .insert(insert -> insert.batching(batching -> batching.batchSize(200)))
 *     .retransmit(retransmit -> retransmit.after(Duration.ofSeconds(30)))
 *     .build();
 * }</pre>
 */
public final class EmitterConfig {

  private final InsertConfig insert;
  private final BacklogConfig backlog;
  private final DeliverConfig deliver;
  private final OrderConfig order;
  private final RetransmitConfig retransmit;
  private final ExpireConfig expire;
  private final RemoveConfig remove;
  private final MetricsConfig metrics;
  private final Duration closeTimeout;

  private EmitterConfig(Builder builder) {
    insert = builder.insert;
    backlog = builder.backlog;
    deliver = builder.deliver;
    order = builder.order;
    retransmit = builder.retransmit;
    expire = builder.expire;
    remove = builder.remove;
    metrics = builder.metrics;
    closeTimeout = builder.closeTimeout;
    Ranges.notNegative("closeTimeout", closeTimeout);
    if (expire.ttl().compareTo(retransmit.after()) <= 0) {
      throw new IllegalArgumentException(
          "expire.ttl ("
              + expire.ttl()
              + ") must be longer than retransmit.after ("
              + retransmit.after()
              + "), or events expire before they are sent again");
    }
  }

  /** The defaults. */
  public static EmitterConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with the defaults of the Go package ({@code DefaultConfig}) instead of this one's, for
   * those who move from there and want to change one thing at a time. Where its generations differ,
   * it is the documented one; settings that it lacks begin as in {@link #builder()}, so events that
   * expire become dead letters.
   */
  public static Builder goDefaults() {
    return builder()
        .insert(
            insert ->
                insert
                    .batching(
                        batching ->
                            batching
                                .batchSize(100)
                                .flushInterval(Duration.ofMillis(100))
                                .workers(4))
                    .idempotencyKeyPolicy(IdempotencyKeyPolicy.CONTENT_HASH))
        .retransmit(
            retransmit ->
                retransmit
                    .interval(Duration.ofSeconds(5))
                    .after(Duration.ofSeconds(10))
                    .batchSize(100))
        .expire(expire -> expire.interval(Duration.ofMinutes(1)).ttl(Duration.ofHours(1)))
        .remove(
            remove ->
                remove
                    .batching(
                        batching ->
                            batching
                                .batchSize(100)
                                .flushInterval(Duration.ofMillis(500))
                                .workers(2))
                    .queueTimeout(Duration.ofSeconds(5))
                    .purgeInterval(Duration.ofMillis(250))
                    .purgeBatchSize(500))
        .metrics(
            metrics ->
                metrics.pollInterval(Duration.ofSeconds(10)).nearExpiryLead(Duration.ofMinutes(5)));
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return builder()
        .insert(insert)
        .backlog(backlog)
        .deliver(deliver)
        .order(order)
        .retransmit(retransmit)
        .expire(expire)
        .remove(remove)
        .metrics(metrics)
        .closeTimeout(closeTimeout);
  }

  /** How events get into the store. */
  public InsertConfig insert() {
    return insert;
  }

  /** How many undelivered events there may be. Default: no bound. */
  public BacklogConfig backlog() {
    return backlog;
  }

  /** How events are handed to the transport, and what becomes of those that fail. */
  public DeliverConfig deliver() {
    return deliver;
  }

  /** Which events are delivered one after the other. Default: none. */
  public OrderConfig order() {
    return order;
  }

  /** How pending events are sent again, and whether this process does so. */
  public RetransmitConfig retransmit() {
    return retransmit;
  }

  /** When undelivered events are too old. */
  public ExpireConfig expire() {
    return expire;
  }

  /** How rows leave the store. */
  public RemoveConfig remove() {
    return remove;
  }

  /** What is looked at for the metrics. */
  public MetricsConfig metrics() {
    return metrics;
  }

  /** How long {@code close} may take in all. */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /**
   * Builds an {@link EmitterConfig}. A group is given finished, or single settings of it are
   * changed and its others stay as they are. Not safe for concurrent use.
   */
  public static final class Builder {

    private InsertConfig insert = InsertConfig.ofDefaults();
    private BacklogConfig backlog = BacklogConfig.ofDefaults();
    private DeliverConfig deliver = DeliverConfig.ofDefaults();
    private OrderConfig order = OrderConfig.ofDefaults();
    private RetransmitConfig retransmit = RetransmitConfig.ofDefaults();
    private ExpireConfig expire = ExpireConfig.ofDefaults();
    private RemoveConfig remove = RemoveConfig.ofDefaults();
    private MetricsConfig metrics = MetricsConfig.ofDefaults();
    private Duration closeTimeout = Duration.ofSeconds(30);

    private Builder() {}

    /** How events get into the store. */
    public Builder insert(InsertConfig value) {
      insert = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder insert(UnaryOperator<InsertConfig.Builder> change) {
      return insert(change.apply(insert.toBuilder()).build());
    }

    /** How many undelivered events there may be. Default: no bound. */
    public Builder backlog(BacklogConfig value) {
      backlog = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder backlog(UnaryOperator<BacklogConfig.Builder> change) {
      return backlog(change.apply(backlog.toBuilder()).build());
    }

    /** How events are handed to the transport, and what becomes of those that fail. */
    public Builder deliver(DeliverConfig value) {
      deliver = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder deliver(UnaryOperator<DeliverConfig.Builder> change) {
      return deliver(change.apply(deliver.toBuilder()).build());
    }

    /** Which events are delivered one after the other. Default: none. */
    public Builder order(OrderConfig value) {
      order = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder order(UnaryOperator<OrderConfig.Builder> change) {
      return order(change.apply(order.toBuilder()).build());
    }

    /** How pending events are sent again, and whether this process does so. */
    public Builder retransmit(RetransmitConfig value) {
      retransmit = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder retransmit(UnaryOperator<RetransmitConfig.Builder> change) {
      return retransmit(change.apply(retransmit.toBuilder()).build());
    }

    /** When undelivered events are too old. */
    public Builder expire(ExpireConfig value) {
      expire = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder expire(UnaryOperator<ExpireConfig.Builder> change) {
      return expire(change.apply(expire.toBuilder()).build());
    }

    /** How rows leave the store. */
    public Builder remove(RemoveConfig value) {
      remove = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder remove(UnaryOperator<RemoveConfig.Builder> change) {
      return remove(change.apply(remove.toBuilder()).build());
    }

    /** What is looked at for the metrics. */
    public Builder metrics(MetricsConfig value) {
      metrics = value;
      return this;
    }

    /** Changes single settings of the group. */
    public Builder metrics(UnaryOperator<MetricsConfig.Builder> change) {
      return metrics(change.apply(metrics.toBuilder()).build());
    }

    /** How long {@code close} may take in all, not negative. Default 30 s. */
    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    /**
     * Checks the settings of all groups together and makes the configuration.
     *
     * @throws IllegalArgumentException if settings contradict each other; the message names them
     */
    public EmitterConfig build() {
      return new EmitterConfig(this);
    }
  }
}
