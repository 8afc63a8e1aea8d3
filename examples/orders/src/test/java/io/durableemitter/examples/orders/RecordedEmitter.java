package io.durableemitter.examples.orders;

import com.example.orders.cdi.EmitterPool;
import com.example.orders.cdi.Settings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.ScriptedTransport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** An emitter without maintenance: what is not handed over is not sent. */
@ApplicationScoped
public class RecordedEmitter {

  @Produces
  @Singleton
  @EmitterPool
  HikariDataSource pool(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.jdbcUrl());
    config.setUsername(settings.user());
    return new HikariDataSource(config);
  }

  void close(@Disposes @EmitterPool HikariDataSource pool) {
    pool.close();
  }

  @Produces
  @Singleton
  PgDurableEventStore store(@EmitterPool DataSource pool) {
    PgMigrations.migrate(pool);
    return PgDurableEventStore.builder(pool).build();
  }

  @Produces
  @Singleton
  ScriptedTransport transport() {
    return ScriptedTransport.delivering();
  }

  @Produces
  @Singleton
  DurableEmitter emitter(PgDurableEventStore store, ScriptedTransport transport) {
    return withoutMaintenance(store, transport);
  }

  static DurableEmitter withoutMaintenance(PgDurableEventStore store, ScriptedTransport transport) {
    return DurableEmitter.builder()
        .store(store)
        .transport(transport)
        .config(EmitterConfig.builder().retransmit(of -> of.enabled(false)).build())
        .build();
  }

  void start(@Observes Startup startup, DurableEmitter emitter) {
    emitter.start();
  }

  void stop(@Observes Shutdown shutdown, DurableEmitter emitter) {
    emitter.close();
  }
}
