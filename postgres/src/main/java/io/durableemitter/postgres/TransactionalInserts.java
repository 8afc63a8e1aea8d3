package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import io.durableemitter.spi.TransactionalInsert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;

/**
 * Inserts with connections of callers, by one statement each and in their transactions. Looks at
 * each connection of the driver once: at the table that it sees, and which database it is of. Never
 * takes a connection of the store's own, for which a caller that holds one would have to wait. Safe
 * for concurrent use.
 */
final class TransactionalInserts {

  private static final String ROLL_BACK = "; the transaction can only be rolled back";

  private final Connections connections;
  private final Sql sql;
  private final TableName table;
  private final QueueTable queueTable;
  private final Set<Object> sound = weakSet();
  private final Set<Object> ordered = weakSet();
  private final Set<Object> ofOwnDatabase = weakSet();

  TransactionalInserts(Connections connections, Sql sql, TableName table, QueueTable queueTable) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
    this.queueTable = queueTable;
  }

  private static Set<Object> weakSet() {
    return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  }

  TransactionalInsert insert(Connection connection, List<Payload> payloads, Duration dueAfter) {
    try {
      requireTransaction(connection);
      requireOwnTable(connection, Rows.haveKeys(payloads));
      return connections.prepared(
          connection,
          sql.of(QueueSql.INSERT_IN_TRANSACTION),
          statement -> insert(connection, statement, payloads, dueAfter));
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void requireTransaction(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      throw new IllegalArgumentException("the connection is closed: emit before it is given back");
    }
    if (connection.getAutoCommit()) {
      throw new IllegalArgumentException(
          "the connection is in autocommit mode, so that there is no transaction to store the event"
              + " in: call setAutoCommit(false) first, or emit without a connection");
    }
    if (connection.isReadOnly()) {
      throw new IllegalArgumentException(
          "the connection is read-only: emit in a transaction that may write, or without a"
              + " connection");
    }
  }

  private void requireOwnTable(Connection connection, boolean keys) throws SQLException {
    Object physical =
        connection.isWrapperFor(PGConnection.class)
            ? connection.unwrap(PGConnection.class)
            : connection;
    if (!sound.contains(physical)) {
      TableFacts facts =
          connections.prepared(connection, TableFacts.SQL, one -> TableFacts.read(one, table));
      facts.requireSoundTable();
      if (facts.ordered()) {
        ordered.add(physical);
      }
      sound.add(physical);
    }
    if (keys && !ordered.contains(physical)) {
      throw new StoreException(
          Outcome.NOT_DONE, "inserting into " + table + OrderingIndex.MISSING, null);
    }
    Optional<DatabaseIdentity> own = queueTable.database();
    if (own.isPresent() && !ofOwnDatabase.contains(physical)) {
      if (own.get().ofCaller(connection).differsFrom(own.get())) {
        throw new IllegalArgumentException(
            "the connection is of another database than the emitter's store, where "
                + table
                + " is another table: give the emitter a store of that database, or emit without a"
                + " connection");
      }
      ofOwnDatabase.add(physical);
    }
  }

  private static TransactionalInsert insert(
      Connection connection, PreparedStatement statement, List<Payload> payloads, Duration dueAfter)
      throws SQLException {
    int count = payloads.size();
    statement.setObject(1, Rows.bytes(payloads));
    statement.setArray(2, statement.getConnection().createArrayOf("int8", Rows.keys(payloads)));
    statement.setLong(3, QueueScans.micros(dueAfter));
    statement.setInt(4, count);
    List<Long> ids = new ArrayList<>(count);
    long transaction = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
        transaction = row.getLong(2);
      }
    }
    return new TransactionalInsert(ids, new CallerTransaction(connection, transaction)::isOpen);
  }

  /** Whatever went wrong, nothing is committed: that is the caller's to do. */
  private StoreException failed(SQLException e) {
    String what = "inserting into " + table + " within the caller's transaction failed: ";
    return SqlFailures.isReadOnly(e)
        ? new StoreException(
            Outcome.NOT_DONE,
            what + "the transaction is read-only, or the server is a standby" + ROLL_BACK,
            e)
        : new StoreException(Outcome.NOT_DONE, what + SqlFailures.describe(e) + ROLL_BACK, e);
  }
}
