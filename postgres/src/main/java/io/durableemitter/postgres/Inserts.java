package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Inserts batches under known ids. When a connection breaks so that nobody knows whether the batch
 * was committed, the same rows are inserted again under the same ids, unless they are there with
 * the same bytes: the outcome is known again, and nothing is doubled that is still in the queue.
 *
 * <p>A trigger may keep rows out without an error. Where there is one, batches are inserted by a
 * statement that fails as a whole if it has inserted fewer rows than it was given; it takes up to a
 * tenth longer, so elsewhere the rows are only counted.
 */
final class Inserts implements BatchInserter {

  private static final int SETTLE_ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final List<Payload> PROBE = List.of(Payload.wrap(new byte[] {0}));

  private final Connections connections;
  private final Sql sql;
  private final QueueTable queueTable;
  private final RowIds rowIds;
  private final TableName table;
  private volatile boolean whole;

  Inserts(Connections connections, Sql sql, QueueTable queueTable, RowIds rowIds, TableName table) {
    this.connections = connections;
    this.sql = sql;
    this.queueTable = queueTable;
    this.rowIds = rowIds;
    this.table = table;
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    return insertBatch(payloads.size(), () -> payloads);
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    Rows rows = new Rows(rowIds.take(most), departing);
    insert(rows);
    return rows.ids();
  }

  /** Inserts a row and rolls it back. */
  void probe() {
    try {
      Rows probe = new Rows(rowIds.take(1), () -> PROBE);
      connections.transaction(
          what(),
          connection -> {
            probe.depart();
            long rows =
                connections.prepared(
                    connection,
                    sql.of(InsertSql.PLAIN.insertWhole()),
                    one -> InsertSql.PLAIN.execute(one, probe));
            connection.rollback();
            return rows;
          });
    } catch (SQLException e) {
      throw SqlFailures.notDone(what(), e);
    }
  }

  private InsertSql statements() {
    return queueTable.keepsOrder() ? InsertSql.ORDERED : InsertSql.PLAIN;
  }

  private void insert(Rows rows) {
    try {
      InsertSql statements = statements();
      if (whole || queueTable.hasInsertTriggers()) {
        insertWhole(statements, rows);
        return;
      }
      int stored =
          connections.confirmed(
              what(),
              sql.of(statements.insert()),
              statement ->
                  departs(rows, statements) ? statements.executeUpdate(statement, rows) : 0);
      if (stored != rows.ids().length) {
        whole = true;
        takeBack(rows.ids(), stored);
        insertWhole(statements, rows);
      }
    } catch (SQLException e) {
      if (SqlFailures.isUniqueViolation(e)) {
        throw collision(e);
      }
      if (!SqlFailures.isUnknown(e) || !rows.haveDeparted()) {
        throw SqlFailures.notDone(what(), e);
      }
      settle(rows, e);
    }
  }

  private boolean departs(Rows rows, InsertSql statements) {
    boolean any = rows.depart();
    if (!statements.ordered() && rows.haveKeys()) {
      throw new StoreException(Outcome.NOT_DONE, what() + OrderingIndex.MISSING, null);
    }
    return any;
  }

  private void insertWhole(InsertSql statements, Rows rows) throws SQLException {
    connections.confirmed(
        what(),
        sql.of(statements.insertWhole()),
        statement -> departs(rows, statements) ? statements.execute(statement, rows) : 0L);
  }

  /**
   * Removes a part of a batch, the rest of which a trigger kept out that nobody knew of until now.
   */
  private void takeBack(long[] ids, int stored) {
    int removed = 0;
    Throwable cause = null;
    try {
      removed =
          connections.confirmed(
              what(),
              sql.of(QueueSql.TAKE_BACK),
              statement -> {
                statement.setObject(1, ids);
                return statement.executeUpdate();
              });
    } catch (SQLException | StoreException e) {
      cause = e;
    }
    if (removed != stored) {
      throw new StoreException(
          Outcome.UNKNOWN,
          what()
              + " failed: a trigger or rule on the table kept out "
              + (ids.length - stored)
              + " of "
              + ids.length
              + " rows, and the others may have been delivered meanwhile",
          cause);
    }
  }

  /**
   * Has all rows there, under their ids and with their bytes. One statement, for another process
   * may deliver and remove rows at any moment, and what it removed must not be taken for never
   * stored; it comes once more instead.
   */
  private void settle(Rows rows, SQLException first) {
    InsertSql statements = statements();
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      try {
        connections.confirmed(
            what(),
            sql.of(statements.insertAgain()),
            statement -> statements.execute(statement, rows));
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
      if (attempt < SETTLE_ATTEMPTS && !Pauses.of(pause)) {
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
    String sequence = queueTable.sequence();
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
}
