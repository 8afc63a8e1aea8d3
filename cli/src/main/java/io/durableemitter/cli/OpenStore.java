package io.durableemitter.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.embedded.EmbeddedPostgresException;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.embedded.EmbeddedPostgresServerBuilder;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.spi.DurableQueueStats;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** A store with its connections and, unless the user has a database, the embedded server. */
final class OpenStore implements AutoCloseable {

  private static final int CONNECTIONS = 10;
  private static final long CONNECT_MILLIS = 5_000;

  /** What is done to a table before it is used. */
  @FunctionalInterface
  private interface Preparation {
    void prepare(DataSource pool, String table);
  }

  /** How a table is made ready, and whether its notifications are listened to. */
  private record Use(Preparation preparation, boolean listens) {}

  private final Optional<EmbeddedPostgresServer> server;
  private final HikariDataSource pool;
  private final PgDurableEventStore store;

  private OpenStore(
      Optional<EmbeddedPostgresServer> server, HikariDataSource pool, PgDurableEventStore store) {
    this.server = server;
    this.pool = pool;
    this.store = store;
  }

  /** Opens a store; an embedded one is made if it is missing, tables of the user's are not. */
  static OpenStore open(StoreOptions options, Shutdown shutdown) {
    return open(options, shutdown, new Use(current(options), false));
  }

  /** As {@link #open}, and listens for rows that others store; its table must notify of them. */
  static OpenStore listening(StoreOptions options, Shutdown shutdown) {
    Preparation current = current(options);
    Preparation notifying =
        options.database.isEmpty()
            ? PgMigrations::addNotifyTrigger
            : OwnDatabase::requireNotifyTrigger;
    return open(
        options,
        shutdown,
        new Use(
            (pool, table) -> {
              current.prepare(pool, table);
              notifying.prepare(pool, table);
            },
            true));
  }

  private static Preparation current(StoreOptions options) {
    return options.database.isEmpty() ? PgMigrations::migrate : OwnDatabase::requireCurrent;
  }

  private static OpenStore open(StoreOptions options, Shutdown shutdown, Use use) {
    if (!options.database.isEmpty()) {
      OwnDatabase database = new OwnDatabase(options);
      return database.use(
          shutdown, () -> connected(Optional.empty(), database.config(), options.table, use));
    }
    EmbeddedPostgresServerBuilder server =
        EmbeddedPostgresServer.builder().directory(options.dataDir);
    if (options.rootFileRights) {
      server.rootFileRights();
    }
    return overServer(server, shutdown, options.table, use);
  }

  /** Opens a store that must be there already: what is mistyped does not become a new one. */
  static OpenStore existing(StoreOptions options, Shutdown shutdown) {
    if (options.database.isEmpty() && !Files.isDirectory(options.dataDir)) {
      throw new CommandException(
          ExitCode.FAILED,
          "there is no store in "
              + options.dataDir
              + "; check --data-dir, or give --database for a PostgreSQL of yours");
    }
    if (!options.database.isEmpty()) {
      return open(options, shutdown);
    }
    return open(
        options,
        shutdown,
        new Use(
            (pool, table) -> {
              if (!PgMigrations.exists(pool, table)) {
                throw new CommandException(
                    ExitCode.FAILED, "there is no table " + table + "; check --table");
              }
              PgMigrations.migrate(pool, table);
            },
            false));
  }

  static OpenStore temporary(String table, Shutdown shutdown) {
    return overServer(
        EmbeddedPostgresServer.builder(), shutdown, table, new Use(PgMigrations::migrate, false));
  }

  private static OpenStore overServer(
      EmbeddedPostgresServerBuilder builder, Shutdown shutdown, String table, Use use) {
    return shutdown.interruptible(
        "starting PostgreSQL", () -> started(builder, shutdown, table, use));
  }

  private static OpenStore started(
      EmbeddedPostgresServerBuilder builder, Shutdown shutdown, String table, Use use) {
    EmbeddedPostgresServer server;
    try {
      // closed by the command, after the emitter that uses it
      server = builder.start().withoutShutdownHook();
    } catch (EmbeddedPostgresException e) {
      throw new CommandException(ExitCode.FAILED, Errors.describe(e), e);
    }
    shutdown.onHurry(server::hurry);
    try {
      HikariConfig config = new HikariConfig();
      config.setDataSource(server.dataSource());
      return connected(Optional.of(server), config, table, use);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static OpenStore connected(
      Optional<EmbeddedPostgresServer> server, HikariConfig config, String table, Use use) {
    config.setMaximumPoolSize(CONNECTIONS + (use.listens ? 1 : 0));
    config.setConnectionTimeout(CONNECT_MILLIS);
    HikariDataSource pool = new HikariDataSource(config);
    try {
      use.preparation.prepare(pool, table);
      PgDurableEventStoreBuilder store = PgDurableEventStore.builder(pool).table(table);
      if (use.listens) {
        store.notifications(pool);
      }
      return new OpenStore(server, pool, store.build());
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  PgDurableEventStore store() {
    return store;
  }

  boolean isEmpty() {
    return queue().depth() == 0;
  }

  /** Events not delivered yet. */
  DurableQueueStats queue() {
    return store.observeQueue(Duration.ofHours(1), Duration.ZERO);
  }

  @Override
  public void close() {
    pool.close();
    server.ifPresent(EmbeddedPostgresServer::close);
  }
}
