package io.durableemitter.spring;

import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.DurableEventStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/** The store in PostgreSQL with its pool and its tables, unless the application has a store. */
@AutoConfiguration(after = DurableEmitterAutoConfiguration.class)
@ConditionalOnBean(DurableEmitterProperties.class)
@ConditionalOnMissingBean(DurableEventStore.class)
class PostgresStoreAutoConfiguration {

  private static final int BESIDE_WORKERS = 3;

  @Bean
  StoreConnections durableEmitterConnections(
      DurableEmitterProperties properties,
      EmitterConfig config,
      ApplicationDataSource dataSources,
      PropertyErrors errors) {
    PoolProperties pool = properties.pool();
    if (pool.dataSource() != null) {
      return StoreConnections.of(dataSources.named("pool.data-source", pool.dataSource()));
    }
    if (!ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", null)) {
      throw errors.wrong(
          "pool.data-source",
          "it is missing: there is no HikariCP for a pool of the emitter's own; add it, or name a"
              + " DataSource bean");
    }
    int users =
        config.insert().batching().workers()
            + config.remove().batching().workers()
            + BESIDE_WORKERS
            + (properties.store().notifications() ? 1 : 0);
    return errors.in("pool", () -> OwnPool.open(pool, dataSources.find(properties), users));
  }

  @Bean
  PgDurableEventStore durableEmitterStore(
      StoreConnections connections, DurableEmitterProperties properties, PropertyErrors errors) {
    return properties.store().open(connections.dataSource(), errors);
  }

  @Bean
  Migrations durableEmitterMigrations(
      StoreConnections connections, DurableEmitterProperties properties) {
    return new Migrations(connections, properties.store().table(), properties.migrate());
  }
}
