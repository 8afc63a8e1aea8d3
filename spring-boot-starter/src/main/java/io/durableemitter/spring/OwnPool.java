package io.durableemitter.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.internal.config.Ranges;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;

/** The emitter's own HikariCP pool, to the database of the application's or to another one. */
final class OwnPool {

  static final String NAME = "durable-emitter";

  private OwnPool() {}

  /**
   * Opens it, without connecting.
   *
   * @param properties how; {@code url} says that it is another database
   * @param application the application's DataSource, if there is one
   * @param users how many threads of the emitter use it at once
   * @throws IllegalArgumentException if a property is wrong, or the application's pool does not say
   *     how it connects
   */
  static StoreConnections open(
      PoolProperties properties, Optional<DataSource> application, int users) {
    HikariConfig config = new HikariConfig();
    if (properties.url() == null) {
      connectAs(hikari(application), config);
    } else {
      config.setJdbcUrl(properties.url());
      config.setUsername(properties.username());
      config.setPassword(properties.password());
    }
    isPostgres(config);
    size(config, properties, users);
    HikariDataSource pool = new HikariDataSource(config);
    return StoreConnections.owned(pool, pool::close);
  }

  private static HikariDataSource hikari(Optional<DataSource> application) {
    DataSource source =
        application.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "url must be given, since the application has no DataSource, or more than one"
                        + " and none is primary; or name one by durable-emitter.data-source"));
    try {
      if (source.isWrapperFor(HikariDataSource.class)) {
        return source.unwrap(HikariDataSource.class);
      }
    } catch (SQLException e) {
      throw notHikari(source, e);
    }
    throw notHikari(source, null);
  }

  private static IllegalArgumentException notHikari(
      DataSource source, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "url must be given, with username and password: the application's DataSource is no HikariCP"
            + " pool, so it does not say how it connects (it is a "
            + source.getClass().getName()
            + "); or name a DataSource bean for the emitter by durable-emitter.pool.data-source",
        cause);
  }

  private static void connectAs(HikariDataSource application, HikariConfig config) {
    config.setJdbcUrl(application.getJdbcUrl());
    config.setUsername(application.getUsername());
    config.setPassword(application.getPassword());
    config.setSchema(application.getSchema());
    config.setConnectionInitSql(application.getConnectionInitSql());
    config.setDataSourceClassName(application.getDataSourceClassName());
    config.setDataSourceJNDI(application.getDataSourceJNDI());
    config.setDataSource(application.getDataSource());
    if (application.getDriverClassName() != null) {
      config.setDriverClassName(application.getDriverClassName());
    }
    Properties driver = new Properties();
    driver.putAll(application.getDataSourceProperties());
    config.setDataSourceProperties(driver);
  }

  private static void isPostgres(HikariConfig config) {
    String url = config.getJdbcUrl();
    Ranges.require(
        url == null || url.contains("postgresql"),
        "url",
        " must be that of a PostgreSQL, since the application's database is another one; or define a"
            + " DurableEventStore bean; the database is ",
        url == null ? "" : url.substring(0, Math.max(0, url.indexOf("//"))));
  }

  private static void size(HikariConfig config, PoolProperties properties, int users) {
    int size = properties.maxSize() == null ? users : properties.maxSize();
    Ranges.atLeast("pool.maxSize", size, 1);
    Ranges.between(
        "pool.connectionTimeout",
        properties.connectionTimeout(),
        Duration.ofMillis(250),
        Duration.ofHours(1));
    Ranges.between(
        "pool.socketTimeout",
        properties.socketTimeout(),
        Duration.ofSeconds(1),
        Duration.ofHours(1));
    config.setPoolName(NAME);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(properties.connectionTimeout().toMillis());
    // a database that is away is no reason for the application not to start
    config.setInitializationFailTimeout(-1);
    Map.of(
            "socketTimeout",
            String.valueOf(properties.socketTimeout().toSeconds()),
            "tcpKeepAlive",
            "true",
            "logServerErrorDetail",
            "false",
            "ApplicationName",
            NAME)
        .forEach(config.getDataSourceProperties()::putIfAbsent);
  }
}
