package io.durableemitter.chaos.child;

import com.zaxxer.hikari.HikariConfig;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.core.EmitterConfig;
import io.durableemitter.core.EmitterConfigBuilder;
import io.durableemitter.core.FailureConfig;
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

  EmitterConfigBuilder emitter() {
    EmitterConfigBuilder config = EmitterConfig.builder();
    return switch (this) {
      case DEFAULTS -> config;
      case CHAOS ->
          config
              .retransmitInterval(Duration.ofMillis(100))
              .retransmitAfter(Duration.ofSeconds(1))
              .claimLease(Duration.ofMillis(2_500))
              .emitTimeout(Duration.ofSeconds(4))
              .insertQueueBytes(4 << 20)
              .maxEventBytes(4_000_000)
              .closeTimeout(Duration.ofSeconds(3))
              // what was put off is due again before the next cycle is judged
              .failures(
                  FailureConfig.ofDefaults()
                      .withBackOff(Duration.ofMillis(500), Duration.ofSeconds(2)));
      case QUICK ->
          config
              .retransmitInterval(Duration.ofMillis(50))
              .retransmitAfter(Duration.ofMillis(300))
              .claimLease(Duration.ofSeconds(4))
              .emitTimeout(Duration.ofSeconds(5))
              .closeTimeout(Duration.ofSeconds(5));
      case SMALL ->
          config
              .retransmitInterval(Duration.ofMillis(50))
              .retransmitAfter(Duration.ofMillis(300))
              .insertQueueBytes(SMALL_BYTES)
              .maxEventBytes(SMALL_BYTES / 2)
              .closeTimeout(Duration.ofSeconds(5));
      case PATIENT ->
          config
              .retransmitInterval(Duration.ofMillis(200))
              .retransmitAfter(Duration.ofSeconds(1))
              .claimLease(Duration.ofSeconds(4))
              .emitTimeout(Duration.ofSeconds(10))
              .inFlightTimeout(Duration.ofSeconds(20))
              .closeTimeout(Duration.ofSeconds(10));
      case ONE_WORKER ->
          config
              .insertBatchWorkers(1)
              .emitTimeout(Duration.ofSeconds(2))
              .claimLease(Duration.ofSeconds(1));
    };
  }

  BatchClientConfig batch() {
    return switch (this) {
      case DEFAULTS -> BatchClientConfig.ofDefaults();
      case CHAOS ->
          BatchClientConfig.builder()
              .publishTimeout(Duration.ofSeconds(2))
              .bufferBytes(4 << 20)
              .maxRequestBytes(4 << 20)
              .build();
      case SMALL ->
          BatchClientConfig.builder().bufferBytes(SMALL_BYTES).maxRequestBytes(SMALL_BYTES).build();
      case QUICK, PATIENT ->
          BatchClientConfig.builder().publishTimeout(Duration.ofSeconds(3)).build();
      case ONE_WORKER -> BatchClientConfig.builder().publishTimeout(Duration.ofMinutes(1)).build();
    };
  }
}
