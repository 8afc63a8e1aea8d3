package io.durableemitter.examples.orders;

import com.example.orders.Orders;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import javax.sql.DataSource;

/** An application without a container: two pools and an emitter, made and ended by hand. */
final class ApplicationByHand implements Application {

  /** Makes what takes the orders. */
  @FunctionalInterface
  interface Wiring {
    Orders orders(DataSource dataSource, DurableEmitter emitter);
  }

  private final HikariDataSource ofTheService;
  private final HikariDataSource ofTheEmitter;
  private final DurableEmitter emitter;
  private final Orders orders;

  ApplicationByHand(Services services, Wiring wiring) {
    ofTheService = pool(services, 10);
    ofTheEmitter = pool(services, 8);
    PgMigrations.migrate(ofTheEmitter);
    emitter =
        DurableEmitterSetup.builder(PgDurableEventStore.builder(ofTheEmitter).build())
            .endpoint(services.endpoint())
            .plaintext() // TLS is the default
            .build();
    emitter.start();
    orders = wiring.orders(ofTheService, emitter);
  }

  private static HikariDataSource pool(Services services, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(services.jdbcUrl());
    config.setUsername(services.user());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  @Override
  public Orders orders() {
    return orders;
  }

  @Override
  public void close() {
    emitter.close();
    ofTheEmitter.close();
    ofTheService.close();
  }
}
