package io.durableemitter.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The connections of the store: a pool of its own, so that emits take none from requests.
 *
 * @param dataSource Name of a DataSource bean to use instead of a pool of its own.
 * @param url JDBC URL of the pool. That of the application's HikariCP pool if not given, with its
 *     user, password, driver and driver properties.
 * @param username User for the URL.
 * @param password Password for the URL.
 * @param maxSize The most connections. Insert workers and removal workers and three if not given,
 *     and one for notifications.
 * @param connectionTimeout How long the emitter waits for a connection.
 * @param socketTimeout How long the driver waits for an answer, in whole seconds; longer than
 *     store.statement-timeout. What the URL or the driver properties say has precedence.
 */
record PoolProperties(
    @Nullable String dataSource,
    @Nullable String url,
    @Nullable String username,
    @Nullable String password,
    @Nullable Integer maxSize,
    @DefaultValue("5s") Duration connectionTimeout,
    @DefaultValue("30s") Duration socketTimeout) {

  @Override
  public String toString() {
    return "PoolProperties[dataSource="
        + dataSource
        + ", url is "
        + (url == null ? "not " : "")
        + "given]";
  }
}
