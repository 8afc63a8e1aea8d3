package io.durableemitter.postgres;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.Payload;
import io.durableemitter.api.StoreException;
import io.durableemitter.api.StoreException.Outcome;
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

  /** Inserts a row and rolls it back. */
  void probe() {
    try {
      connections.transaction(
          what(),
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(statements.insert())) {
              int rows = execute(statement, rowIds.take(1), new byte[][] {new byte[1]});
              connection.rollback();
              return rows;
            }
          });
    } catch (SQLException e) {
      throw SqlFailures.notDone(what(), e);
    }
  }

  private void insert(long[] ids, byte[][] rows) {
    try {
      connections.attempt(what(), statements.insert(), statement -> execute(statement, ids, rows));
    } catch (SQLException e) {
      if (SqlFailures.isUniqueViolation(e)) {
        throw collision(e);
      }
      if (!SqlFailures.isUnknown(e)) {
        throw SqlFailures.notDone(what(), e);
      }
      settle(ids, rows, e);
    }
  }

  private static int execute(PreparedStatement statement, long[] ids, byte[][] rows)
      throws SQLException {
    statement.setObject(1, ids);
    statement.setObject(2, rows);
    int inserted = statement.executeUpdate();
    SqlFailures.requireConfirmed(statement.getWarnings());
    return inserted;
  }

  /**
   * Has all rows there, under their ids and with their bytes. One statement, for another process
   * may deliver and remove rows at any moment, and what it removed must not be taken for never
   * stored; it comes once more instead.
   */
  private void settle(long[] ids, byte[][] rows, SQLException first) {
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      try {
        connections.attempt(
            what(), statements.insertAgain(), statement -> execute(statement, ids, rows));
        return;
      } catch (SQLException e) {
        if (SqlFailures.isDivisionByZero(e)) {
          throw collision(first);
        }
        first.addSuppressed(e);
        if (!SqlFailures.isUnknown(e) && !SqlFailures.isRetryable(e)) {
          break;
        }
      } catch (StoreException e) {
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
            + " has an outcome that the database could not be asked about: "
            + SqlFailures.describe(first),
        first);
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
