package io.durableemitter.postgres;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.Payload;
import io.durableemitter.api.StoreException;
import io.durableemitter.api.StoreException.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Inserts batches under known ids. When a connection breaks so that nobody knows whether the batch
 * was committed, the same rows are inserted again under the same ids, unless they are there with
 * the same bytes: the outcome is known again, and nothing is doubled that is still in the queue.
 */
final class Inserts implements BatchInserter {

  private static final int SETTLE_ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final int DEADLOCK_ATTEMPTS = 3;

  private final Connections connections;
  private final Statements statements;
  private final RowIds rowIds;
  private final TableName table;

  Inserts(Connections connections, Statements statements, RowIds rowIds, TableName table) {
    this.connections = connections;
    this.statements = statements;
    this.rowIds = rowIds;
    this.table = table;
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    long[] ids = rowIds.take(payloads.size());
    byte[][] rows = new byte[payloads.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = payloads.get(i).unsafeBytes();
    }
    insert(ids, rows);
    return ids;
  }

  private void insert(long[] ids, byte[][] rows) {
    for (int attempt = 1; ; attempt++) {
      try {
        connections.attempt(
            what(), statements.insert(), statement -> execute(statement, ids, rows));
        return;
      } catch (SQLException e) {
        if (SqlFailures.isUnknown(e)) {
          settle(ids, rows, e);
          return;
        }
        if (SqlFailures.isUniqueViolation(e)) {
          throw collision(e);
        }
        if (attempt == DEADLOCK_ATTEMPTS || !SqlFailures.isRetryable(e)) {
          throw SqlFailures.notDone(what(), e);
        }
      }
    }
  }

  private static int execute(PreparedStatement statement, long[] ids, byte[][] rows)
      throws SQLException {
    statement.setObject(1, ids);
    statement.setObject(2, rows);
    return statement.executeUpdate();
  }

  private void settle(long[] ids, byte[][] rows, SQLException first) {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      try {
        if (connections.transaction(what(), connection -> insertAgain(connection, ids, rows))) {
          return;
        }
        throw collision(first);
      } catch (SQLException e) {
        first.addSuppressed(e);
        if (!SqlFailures.isUnknown(e) && !SqlFailures.isRetryable(e)) {
          break;
        }
      } catch (StoreException e) {
        if (e.getCause() == first) {
          throw e;
        }
        first.addSuppressed(e);
      }
      if (attempt < SETTLE_ATTEMPTS && !paused(pause)) {
        break;
      }
      pause *= 2;
    }
    throw new StoreException(
        Outcome.UNKNOWN,
        what()
            + " was interrupted and the database could not be asked what became of it: "
            + SqlFailures.describe(first),
        first);
  }

  /**
   * Whether all rows are there, under their ids and with their bytes. One statement, for another
   * process may deliver and remove rows at any moment, and what it removed must not be taken for
   * never stored; it comes once more instead.
   */
  private boolean insertAgain(Connection connection, long[] ids, byte[][] rows)
      throws SQLException {
    int same =
        connections.prepared(
            connection, statements.insertAgain(), statement -> execute(statement, ids, rows));
    if (same != ids.length) {
      connection.rollback();
    }
    return same == ids.length;
  }

  private StoreException collision(SQLException cause) {
    rowIds.discard();
    String sequence = rowIds.sequence();
    return new StoreException(
        Outcome.NOT_DONE,
        "inserting into "
            + table
            + " failed: ids of sequence "
            + sequence
            + " are in use already, as after restoring an older backup; run SELECT setval('"
            + sequence
            + "', (SELECT max(id) FROM "
            + table
            + "))",
        cause);
  }

  private String what() {
    return "inserting into " + table;
  }

  private static boolean paused(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!Thread.currentThread().isInterrupted()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      LockSupport.parkNanos(left);
    }
    return false;
  }
}
