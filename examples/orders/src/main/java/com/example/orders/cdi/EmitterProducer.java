package com.example.orders.cdi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import javax.sql.DataSource;

/** One emitter for the service, with a pool of its own. */
@ApplicationScoped
public class EmitterProducer {

  /** Not part of any JTA transaction, so that emits and requests never wait for each other. */
  @Produces
  @Singleton
  @EmitterPool
  HikariDataSource pool(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  void close(@Disposes @EmitterPool HikariDataSource pool) {
    pool.close();
  }

  @Produces
  @Singleton
  DurableEmitter emitter(@EmitterPool DataSource pool, Settings settings) {
    PgMigrations.migrate(pool);
    return DurableEmitterSetup.builder(PgDurableEventStore.builder(pool).build())
        .endpoint(settings.ingress())
        .plaintext() // TLS is the default
        .build();
  }

  /** Before what emits. */
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) Startup startup,
      DurableEmitter emitter) {
    emitter.start();
  }

  /** After what emits, and before the pools are closed: sends what is in hand. */
  void stop(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) Shutdown shutdown,
      DurableEmitter emitter) {
    emitter.close();
  }
}
