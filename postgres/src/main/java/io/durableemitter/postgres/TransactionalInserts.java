package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import io.durableemitter.spi.TransactionalInsert;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final Map<Object, TableFacts> looked = Collections.synchronizedMap(new WeakHashMap<>());
  private final Set<Object> ofOwnDatabase =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  TransactionalInserts(Connections connections, Sql sql, TableName table, QueueTable queueTable) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
    this.queueTable = queueTable;
  }

  TransactionalInsert insert(Connection connection, List<Payload> payloads, Duration dueAfter) {
    try {
      requireTransaction(connection);
      TableFacts facts = requireOwnTable(connection, Rows.haveKeys(payloads));
      // a trigger may keep the row out, or give it another id
      return payloads.size() == 1 && !facts.insertTriggers()
          ? connections.prepared(
              connection,
              sql.of(QueueSql.INSERT_ONE_IN_TRANSACTION),
              statement ->
                  insertOne(connection, statement, facts.sequence(), payloads.get(0), dueAfter))
          : connections.prepared(
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

  private TableFacts requireOwnTable(Connection connection, boolean keys) throws SQLException {
    Object physical =
        connection.isWrapperFor(PGConnection.class)
            ? connection.unwrap(PGConnection.class)
            : connection;
    TableFacts facts = looked.get(physical);
    if (facts == null) {
      facts = connections.prepared(connection, TableFacts.SQL, one -> TableFacts.read(one, table));
      facts.requireSoundTable();
      looked.put(physical, facts);
    }
    if (keys && !facts.ordered()) {
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
    return facts;
  }

  private TransactionalInsert insertOne(
      Connection connection,
      PreparedStatement statement,
      String sequence,
      Payload payload,
      Duration dueAfter)
      throws SQLException {
    statement.setString(1, sequence);
    statement.setBytes(2, payload.unsafeBytes());
    OptionalLong key = payload.orderingKey();
    if (key.isPresent()) {
      statement.setLong(3, key.getAsLong());
    } else {
      statement.setNull(3, Types.BIGINT);
    }
    statement.setLong(4, QueueScans.micros(dueAfter));
    statement.setString(5, sequence);
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        // by a trigger that is newer than the look at the table
        throw new StoreException(
            Outcome.NOT_DONE,
            inserting() + "a trigger or rule on the table kept out 1 of 1 rows",
            null);
      }
      return inserted(connection, List.of(row.getLong(1)), row.getLong(2));
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
    return inserted(connection, ids, transaction);
  }

  private static TransactionalInsert inserted(
      Connection connection, List<Long> ids, long transaction) {
    return new TransactionalInsert(ids, new CallerTransaction(connection, transaction)::isOpen);
  }

  private String inserting() {
    return "inserting into " + table + " within the caller's transaction failed: ";
  }

  /** Whatever went wrong, nothing is committed: that is the caller's to do. */
  private StoreException failed(SQLException e) {
    String what = inserting();
    return SqlFailures.isReadOnly(e)
        ? new StoreException(
            Outcome.NOT_DONE,
            what + "the transaction is read-only, or the server is a standby" + ROLL_BACK,
            e)
        : new StoreException(Outcome.NOT_DONE, what + SqlFailures.describe(e) + ROLL_BACK, e);
  }
}
