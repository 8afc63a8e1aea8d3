package io.durableemitter.postgres;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Row ids taken from the table's sequence ahead, in blocks. Knowing the ids before the insert is
 * what makes an insert with an unknown outcome safe to try again.
 *
 * <p>A block that is not used up within {@link #MAX_AGE_NANOS} is thrown away, so that id order
 * stays close to the order of creation; blocks therefore grow only while they are used up quickly.
 * Where order is kept none are taken ahead: an event that is emitted after another was stored must
 * have the greater id, also in another process. Safe for concurrent use.
 */
final class RowIds {

  static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int SMALLEST_BLOCK = 16;
  private static final int LARGEST_BLOCK = 2_000;

  private final Connections connections;
  private final Sql sql;
  private final QueueTable queueTable;
  private final LongSupplier ticker;
  private long[] block = new long[0];
  private int next;
  private long takenAt;
  private int blockSize = SMALLEST_BLOCK;

  RowIds(Connections connections, Sql sql, QueueTable queueTable, LongSupplier ticker) {
    this.connections = connections;
    this.sql = sql;
    this.queueTable = queueTable;
    this.ticker = ticker;
  }

  synchronized long[] take(int count) {
    if (queueTable.keepsOrder()) {
      return fetch(count);
    }
    boolean stale = ticker.getAsLong() - takenAt > MAX_AGE_NANOS;
    if (stale || block.length - next < count) {
      fetch(count, stale);
    }
    long[] ids = Arrays.copyOfRange(block, next, next + count);
    next += count;
    return ids;
  }

  private void fetch(int count, boolean stale) {
    blockSize = stale ? SMALLEST_BLOCK : Math.min(LARGEST_BLOCK, blockSize * 2);
    int size = Math.max(count, blockSize);
    block = fetch(size);
    next = 0;
    takenAt = ticker.getAsLong();
  }

  private long[] fetch(int count) {
    String name = queueTable.sequence();
    return connections.statement(
        "taking ids from sequence " + name,
        sql.of(QueueSql.NEXT_IDS),
        statement -> {
          statement.setString(1, name);
          statement.setInt(2, count);
          return QueueScans.ids(statement);
        });
  }

  /** Throws away what is left, after a collision. */
  synchronized void discard() {
    next = block.length;
  }
}
