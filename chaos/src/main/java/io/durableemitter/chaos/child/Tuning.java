package io.durableemitter.chaos.child;

import com.zaxxer.hikari.HikariConfig;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import java.time.Duration;

/** The configurations of emitter processes. */
public enum Tuning {
  /** All defaults. */
  DEFAULTS(8, Duration.ofSeconds(30)),
  /** Short waits and small buffers: a host of a chaos run. */
  CHAOS(6, Duration.ofSeconds(2)),
  /** Short waits. */
  QUICK(8, Duration.ofSeconds(1)),
  /** Small buffers. */
  SMALL(8, Duration.ofSeconds(30)),
  /** Waits for a process that comes to nothing for seconds. */
  PATIENT(10, Duration.ofSeconds(2)),
  /** One insert worker, so that others queue while it is held; calls that wait for their answer. */
  ONE_WORKER(6, Duration.ofSeconds(30));

  private static final int SMALL_BYTES = 8 << 20;

  private final int connections;
  private final Duration connectionTimeout;

  Tuning(int connections, Duration connectionTimeout) {
    this.connections = connections;
    this.connectionTimeout = connectionTimeout;
  }

  /** The most connections to the database. */
  public int connections() {
    return connections;
  }

  HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(connectionTimeout.toMillis());
    config.setValidationTimeout(Math.min(5_000, connectionTimeout.toMillis() / 2));
    // the database may be away when this process starts
    config.setInitializationFailTimeout(-1);
    return config;
  }

  void tune(PgDurableEventStoreBuilder store) {
    switch (this) {
      case CHAOS -> store.statementTimeout(Duration.ofSeconds(2));
      case QUICK, SMALL, PATIENT -> store.statementTimeout(Duration.ofSeconds(5));
      case DEFAULTS, ONE_WORKER -> {}
    }
  }

  EmitterConfig.Builder emitter() {
    EmitterConfig.Builder config = EmitterConfig.builder();
    return switch (this) {
      case DEFAULTS -> config;
      case CHAOS ->
          config
              .retransmit(
                  retransmit ->
                      retransmit
                          .interval(Duration.ofMillis(100))
                          .after(Duration.ofSeconds(1))
                          .claimLease(Duration.ofMillis(2_500)))
              .insert(
                  insert ->
                      insert
                          .timeout(Duration.ofSeconds(4))
                          .batching(batching -> batching.queueBytes(4 << 20))
                          .maxEventBytes(4_000_000))
              .closeTimeout(Duration.ofSeconds(3))
              // what was put off is due again before the next cycle is judged
              .deliver(
                  deliver ->
                      deliver
                          .firstBackOff(Duration.ofMillis(500))
                          .longestBackOff(Duration.ofSeconds(2)));
      case QUICK ->
          quick(config)
              .retransmit(retransmit -> retransmit.claimLease(Duration.ofSeconds(4)))
              .insert(insert -> insert.timeout(Duration.ofSeconds(5)));
      case SMALL ->
          quick(config)
              .insert(
                  insert ->
                      insert
                          .batching(batching -> batching.queueBytes(SMALL_BYTES))
                          .maxEventBytes(SMALL_BYTES / 2));
      case PATIENT ->
          config
              .retransmit(
                  retransmit ->
                      retransmit
                          .interval(Duration.ofMillis(200))
                          .after(Duration.ofSeconds(1))
                          .claimLease(Duration.ofSeconds(4)))
              .insert(insert -> insert.timeout(Duration.ofSeconds(10)))
              .deliver(deliver -> deliver.inFlightTimeout(Duration.ofSeconds(20)))
              .closeTimeout(Duration.ofSeconds(10));
      case ONE_WORKER ->
          config
              .insert(
                  insert ->
                      insert
                          .batching(batching -> batching.workers(1))
                          .timeout(Duration.ofSeconds(2)))
              .retransmit(retransmit -> retransmit.claimLease(Duration.ofSeconds(1)));
    };
  }

  private static EmitterConfig.Builder quick(EmitterConfig.Builder config) {
    return config
        .retransmit(
            retransmit -> retransmit.interval(Duration.ofMillis(50)).after(Duration.ofMillis(300)))
        .closeTimeout(Duration.ofSeconds(5));
  }

  BatchClientConfig batch() {
    BatchClientConfig.Builder config = BatchClientConfig.builder();
    return switch (this) {
      case DEFAULTS -> config.build();
      case CHAOS ->
          config
              .publishTimeout(Duration.ofSeconds(2))
              .batching(batching -> batching.queueBytes(4 << 20))
              .maxRequestBytes(4 << 20)
              .build();
      case SMALL ->
          config
              .batching(batching -> batching.queueBytes(SMALL_BYTES))
              .maxRequestBytes(SMALL_BYTES)
              .build();
      case QUICK, PATIENT -> config.publishTimeout(Duration.ofSeconds(3)).build();
      case ONE_WORKER -> config.publishTimeout(Duration.ofMinutes(1)).build();
    };
  }
}
