package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Applies the steps that are pending, in a transaction of the caller. A role that may only use the
 * tables gets by: where nothing is pending, nothing is locked or changed.
 */
final class Upgrade {

  // an arbitrary constant: the first half of the lock's key, the second is the table's name
  private static final int LOCK = 0x44754576;

  /** A change of a table that waits for longer would keep all writers behind it waiting. */
  static final String WAIT_SHORTLY = "SET LOCAL lock_timeout = '10s'";

  private static final String SCHEMA = "SELECT 1 FROM pg_namespace WHERE nspname = ?";

  private final Connection connection;
  private final TableName table;

  Upgrade(Connection connection, TableName table) {
    this.connection = connection;
    this.table = table;
  }

  /** Applies what is pending and tells what that was. */
  List<Migration> run() throws SQLException {
    MigrationLog log = MigrationLog.read(connection, table);
    if (!log.readable()) {
      // whoever may not read what was applied can still see whether the tables are as they must be
      TableShape.check(connection, table);
      return List.of();
    }
    List<Migration> pending = log.pending(table);
    if (!pending.isEmpty()) {
      TableOwner owner = TableOwner.read(connection, table);
      try {
        pending = applyLocked();
      } catch (SQLException e) {
        if (SqlFailures.isForbidden(e)) {
          throw forbidden(pending, owner, e);
        }
        throw e;
      }
    }
    TableShape.check(connection, table);
    return pending;
  }

  private List<Migration> applyLocked() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(WAIT_SHORTLY);
      lock();
      // looked up first: even IF NOT EXISTS needs rights that the owner of the table may not have
      if (!schemaExists()) {
        statement.execute(Migration.createSchema(table));
      }
      // again under the lock; a newer version has only added what an older one need not know
      MigrationLog log = MigrationLog.read(connection, table);
      if (!log.exists()) {
        statement.execute(Migration.createSteps(table));
      }
      List<Migration> pending = log.pending(table);
      for (Migration step : pending) {
        statement.execute(step.sql());
        statement.execute(step.record(table));
      }
      return pending;
    }
  }

  private void lock() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
      statement.setInt(1, LOCK);
      statement.setString(2, table.toString());
      statement.execute();
    }
  }

  private boolean schemaExists() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SCHEMA)) {
      statement.setString(1, table.schema());
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  private StoreException forbidden(List<Migration> pending, TableOwner owner, SQLException cause) {
    String steps =
        pending.stream()
            .map(step -> step.version() + " (" + step.description() + ")")
            .collect(Collectors.joining(", "));
    return new StoreException(
        Outcome.NOT_DONE,
        "migrating "
            + table
            + " failed: "
            + SqlFailures.message(cause)
            + "; pending are "
            + steps
            + ". Role "
            + owner.current()
            + " may not apply them: run PgMigrations.migrate once as "
            + (owner.exists() ? "the table's owner " + owner.owner() : "a role that may create it")
            + ", or apply PgMigrations.sql by hand",
        cause);
  }
}
