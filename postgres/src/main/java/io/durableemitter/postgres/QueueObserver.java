package io.durableemitter.postgres;

import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.PendingCursor;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Describes the queue without reading all of a large one: up to 100,000 rows are counted; beyond
 * that, figures are scaled to the planner's estimate of the table and marked as estimated.
 *
 * <p>Counts window by window, and no longer than a while at a time: where there is too much to walk
 * over, it goes on at the next call, and until it has been through, tells the figures of the round
 * before, marked as estimated. Safe for concurrent use.
 */
final class QueueObserver implements DurableQueueObserver {

  static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Sql sql;
  private final Scan scan;
  private final CleanupWatch cleanup;
  private final TableName table;
  private final LongSupplier ticker;
  private QueueTally round = QueueTally.EMPTY;
  private PendingCursor position = PendingCursor.START;
  private Optional<QueueTally> last = Optional.empty();

  QueueObserver(Sql sql, Scan scan, CleanupWatch cleanup, TableName table, LongSupplier ticker) {
    this.sql = sql;
    this.scan = scan;
    this.cleanup = cleanup;
    this.table = table;
    this.ticker = ticker;
  }

  @Override
  public synchronized DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    long began = ticker.getAsLong();
    do {
      Counted counted = count(ttl, nearExpiryLead);
      round = round.plus(counted.tally());
      position = counted.next();
      if (position.equals(PendingCursor.START) || round.isFull()) {
        QueueTally whole = round;
        last = Optional.of(whole);
        round = QueueTally.EMPTY;
        position = PendingCursor.START;
        return whole.stats(true);
      }
    } while (ticker.getAsLong() - began < BUDGET_NANOS);
    return last.orElse(round).stats(false);
  }

  private record Counted(QueueTally tally, PendingCursor next) {}

  private Counted count(Duration ttl, Duration lead) {
    return scan.walk(
        "observing " + table,
        sql.of(QueueSql.OBSERVE),
        position,
        (window, statement) -> {
          statement.setInt(3, round.pendingLeft());
          statement.setLong(4, QueueScans.micros(ttl));
          statement.setLong(5, QueueScans.micros(lead));
          statement.setLong(6, window.after());
          statement.setLong(7, window.last());
          statement.setInt(8, round.rowsLeft());
          return new Counted(tally(statement), window.slice(0, false, 0).next());
        },
        Counted::next);
  }

  private static QueueTally tally(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return new QueueTally(
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          Duration.ofNanos((long) (row.getDouble(4) * 1e9)),
          row.getLong(5),
          (long) row.getDouble(6));
    }
  }

  @Override
  public Optional<String> vacuumBlocker() {
    return cleanup.vacuumBlocker();
  }
}
