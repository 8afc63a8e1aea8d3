package io.durableemitter.benchmarks.transactions;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Nothing but the application's own insert, or that and a second one that nobody delivers. */
final class PlainContender implements Contender {

  private static final String INSERT = "INSERT INTO plain_outbox (payload) VALUES (?)";

  private final DataSource pool;
  private final boolean second;

  PlainContender(DataSource pool, boolean second) throws SQLException {
    this.pool = pool;
    this.second = second;
    Jdbc.execute(
        pool,
        "CREATE TABLE IF NOT EXISTS plain_outbox (id BIGSERIAL PRIMARY KEY, payload BYTEA NOT NULL,"
            + " created_at TIMESTAMPTZ NOT NULL DEFAULT now())");
  }

  @Override
  public String name() {
    return second ? "a plain second INSERT" : "without an event";
  }

  @Override
  public void transaction(byte[] body) throws SQLException {
    Jdbc.transaction(
        pool,
        connection -> {
          Jdbc.order(connection);
          if (second) {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
              insert.setBytes(1, body);
              insert.executeUpdate();
            }
          }
        });
  }

  @Override
  public boolean delivers() {
    return false;
  }

  @Override
  public long delivered() {
    return 0;
  }

  @Override
  public void close() {}
}
