package io.durableemitter.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The id up to which the queue is empty. Scans begin behind it: while an old transaction keeps
 * removed rows from being cleaned up, a scan from the beginning walks over all of them, each time.
 *
 * <p>The mark passes only ids that were taken a while ago, since others may still be committed. One
 * that is committed later than that, or whose removal a crash undid, is found all the same: the
 * mark is found anew from the very beginning. That happens at every look as long as it is quick,
 * and else so seldom that it takes a fiftieth of the time, but once a minute at least. Safe for
 * concurrent use; nobody waits for another's look.
 */
final class LowWater {

  static final long BEGINNING = Long.MIN_VALUE;
  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A block of ids is given up after 3 s, a statement after 10 s, and there is some to spare. */
  static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(20);

  static final long LONGEST_REST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int REST = 50;

  /** The end of the sequence at a time. */
  private record End(long nanos, long id) {}

  /** What a look finds. */
  private record Found(OptionalLong first, OptionalLong lastTaken) {}

  private final Connections connections;
  private final Statements statements;
  private final TableName table;
  private final LongSupplier ticker;
  private final ReentrantLock looking = new ReentrantLock();
  private final Deque<End> ends = new ArrayDeque<>(); // guarded by the lock, as all but the mark
  private long settled = BEGINNING;
  private boolean looked;
  private long lookedAt;
  private long wholeAt;
  private long wholeNanos;
  private volatile long mark = BEGINNING;

  LowWater(Connections connections, Statements statements, TableName table, LongSupplier ticker) {
    this.connections = connections;
    this.statements = statements;
    this.table = table;
    this.ticker = ticker;
  }

  /** Where a scan that wants all rows behind an id may begin. */
  long behind(long id) {
    if (id > mark) {
      return id;
    }
    if (looking.tryLock()) {
      try {
        refresh();
      } finally {
        looking.unlock();
      }
    }
    return Math.max(id, mark);
  }

  /** Where a scan of all rows may begin. */
  long mark() {
    return behind(BEGINNING);
  }

  private void refresh() {
    long now = ticker.getAsLong();
    if (looked && now - lookedAt < FRESH_NANOS) {
      return;
    }
    boolean whole = !looked || now - wholeAt >= Math.min(REST * wholeNanos, LONGEST_REST_NANOS);
    looked = true;
    lookedAt = now;
    try {
      found(look(whole ? BEGINNING : mark), now);
    } finally {
      if (whole) {
        wholeAt = ticker.getAsLong();
        wholeNanos = wholeAt - now;
      }
    }
  }

  private Found look(long after) {
    return connections.statement(
        "looking for the first row of " + table,
        statements.lowWater(),
        statement -> {
          statement.setLong(1, after);
          statement.setString(2, table.quoted());
          return found(statement);
        });
  }

  private static Found found(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return new Found(optional(result, 1), optional(result, 2));
    }
  }

  private static OptionalLong optional(ResultSet result, int column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private void found(Found found, long now) {
    if (found.lastTaken().isEmpty() || found.lastTaken().getAsLong() < settled) {
      // no right to ask, or the sequence was set back: then lower ids are yet to come
      ends.clear();
      settled = BEGINNING;
    }
    found.lastTaken().ifPresent(id -> ends.addLast(new End(now, id)));
    while (!ends.isEmpty() && now - ends.element().nanos() >= SETTLED_NANOS) {
      settled = ends.remove().id();
    }
    mark = Math.min(settled, found.first().orElse(Long.MAX_VALUE) - 1);
  }
}
