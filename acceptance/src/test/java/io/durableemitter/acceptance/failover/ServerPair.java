package io.durableemitter.acceptance.failover;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Sql;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A primary server and a standby that follows it, by streaming. */
final class ServerPair implements AutoCloseable {

  private final EmbeddedPostgresServer primary;
  private final EmbeddedPostgresServer standby;

  /** Starts both; the standby's data is made in a directory that does not exist yet. */
  ServerPair(Path directory) throws IOException, SQLException {
    primary = EmbeddedPostgresServer.builder().setting("wal_keep_size", "1GB").start();
    try {
      BaseCopy copy = BaseCopy.of(primary, directory);
      copy.follow(primary);
      standby = EmbeddedPostgresServer.at(copy.root());
    } catch (IOException | SQLException | RuntimeException e) {
      primary.close();
      throw e;
    }
    awaitStandby("state", "streaming");
  }

  EmbeddedPostgresServer primary() {
    return primary;
  }

  EmbeddedPostgresServer standby() {
    return standby;
  }

  /** From now on a commit of the primary waits for the standby. */
  void synchronous() {
    Sql.on(primary).execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
    Sql.on(primary).execute("SELECT pg_reload_conf()");
    awaitStandby("sync_state", "sync");
  }

  private void awaitStandby(String column, String value) {
    String sql = "SELECT count(*) FROM pg_stat_replication WHERE " + column + " = '" + value + "'";
    Eventually.holds(() -> "no standby is " + value, () -> Sql.on(primary).query(sql) == 1);
  }

  /** Makes the standby the primary. */
  void promote() {
    Sql.on(standby).execute("SELECT pg_promote()");
  }

  /** A pool whose URL names both servers and asks for the one that takes writes. */
  HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        primary
                .jdbcUrl()
                .replace(
                    ":" + primary.port(), ":" + primary.port() + ",127.0.0.1:" + standby.port())
                .replace("socketTimeout=60", "socketTimeout=5")
            + "&targetServerType=primary&hostRecheckSeconds=1");
    config.setMaximumPoolSize(6);
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }
}
