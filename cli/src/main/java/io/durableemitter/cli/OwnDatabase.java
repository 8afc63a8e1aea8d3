package io.durableemitter.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.durableemitter.postgres.MigrationStatus;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.spi.StoreException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** A PostgreSQL of the user's, named by {@code --database}. */
final class OwnDatabase {

  private static final long CONNECT_MILLIS = 5_000;

  private final DatabaseUrl url;
  private final String password;

  OwnDatabase(StoreOptions options) {
    this.url = DatabaseUrl.of(options.database);
    this.password = options.password;
  }

  HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url.jdbc());
    if (!password.isEmpty()) {
      config.setPassword(password);
    }
    config.setConnectionTimeout(CONNECT_MILLIS);
    // the driver's own defaults wait for ever on a half-open connection and tell row data in errors
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return config;
  }

  /** Works with it; what it refuses is told in the user's words. */
  <T> T use(Shutdown shutdown, Supplier<T> work) {
    return shutdown.interruptible(
        "connecting to the database",
        () -> {
          try {
            return work.get();
          } catch (HikariPool.PoolInitializationException | StoreException e) {
            throw url.refusal(e);
          }
        });
  }

  /** Asks it something over a single connection. */
  static <T> T ask(StoreOptions options, Shutdown shutdown, Function<DataSource, T> question) {
    if (options.database.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--database is needed; an embedded PostgreSQL is migrated by the command that starts it");
    }
    OwnDatabase database = new OwnDatabase(options);
    return database.use(
        shutdown,
        () -> {
          HikariConfig config = database.config();
          config.setMaximumPoolSize(1);
          try (HikariDataSource pool = new HikariDataSource(config)) {
            return question.apply(pool);
          } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "--table: " + Errors.message(e), e);
          }
        });
  }

  /** Fails if the table is not there or not as this release needs it; changes nothing. */
  static void requireCurrent(DataSource pool, String table) {
    MigrationStatus status = PgMigrations.status(pool, table);
    if (!status.exists()) {
      throw new CommandException(
          ExitCode.FAILED,
          "there is no table " + table + "; check --table, or make it with 'migrate up'");
    }
    if (!status.isCurrent()) {
      throw new CommandException(
          ExitCode.FAILED,
          "table "
              + table
              + " is "
              + Count.of(status.pending().size(), "migration")
              + " behind; run 'migrate up' as its owner, "
              + status.owner());
    }
  }

  /** Fails if nobody is told of the rows that others store; changes nothing. */
  static void requireNotifyTrigger(DataSource pool, String table) {
    if (!PgMigrations.hasNotifyTrigger(pool, table)) {
      throw new CommandException(
          ExitCode.FAILED,
          "table "
              + table
              + " notifies nobody; run 'migrate up --notifications' as its owner, or leave out"
              + " --notifications");
    }
  }
}
