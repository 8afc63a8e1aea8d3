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
 * Keeps the id below which the queue is empty, the mark, and the end of the sequence of ids, so
 * that scans begin at the mark. While an old transaction keeps removed rows from being cleaned up,
 * a scan from the very beginning would walk over all of them each time.
 *
 * <p>The mark passes only ids that were taken {@link #SETTLED_NANOS} ago, since others may still be
 * committed. Each look moves it on in windows, for at most {@link #BUDGET_NANOS}. A row below the
 * mark that is committed later, or whose removal a crash undid, is found too: the ids below the
 * mark are rescanned from the start, in windows, limited to 10 % of elapsed time. A small table is
 * rescanned at each look.
 *
 * <p>Safe for concurrent use. Nobody waits for another's look, except for the very first.
 */
final class LowWater {

  static final long BEGINNING = Long.MIN_VALUE;
  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A block of ids is given up after 3 s, a statement after 10 s, and there is some to spare. */
  static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(20);

  static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  static final int REST = 9;

  /** The end of the sequence at a time. */
  private record End(long nanos, long id) {}

  /** Up to where there is no row, and whether one follows. */
  private record Reached(long id, boolean row) {}

  private final Connections connections;
  private final Sql sql;
  private final TableName table;
  private final WindowSize size;
  private final LongSupplier ticker;
  private final ReentrantLock looking = new ReentrantLock();
  private final Deque<End> ends = new ArrayDeque<>(); // guarded by the lock, as all but volatiles
  private long settled = BEGINNING;
  private long lookedAt;
  private long checked = BEGINNING;
  private long checkedAt;
  private long checkNanos;
  private volatile boolean looked;
  private volatile long mark = BEGINNING;
  private volatile OptionalLong end = OptionalLong.empty();

  LowWater(
      Connections connections, Sql sql, TableName table, WindowSize size, LongSupplier ticker) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
    this.size = size;
    this.ticker = ticker;
  }

  /** The ids that a statement may walk over that wants those behind an id. */
  Window window(long after, WindowSize size) {
    look();
    long from = Math.max(after, mark);
    OptionalLong known = end;
    // whoever may not ask for the sequence's end cannot know how far there is to go
    long left = Math.max(0, known.orElse(Long.MAX_VALUE) - Math.max(0, from));
    long last = size.lastBehind(from);
    return known.isEmpty() || last >= known.getAsLong()
        ? new Window(from, Long.MAX_VALUE, left, true)
        : new Window(from, last, last - Math.max(0, from), false);
  }

  /** Up to here the queue is empty. */
  long mark() {
    look();
    return mark;
  }

  private void look() {
    if (!looked) {
      looking.lock();
    } else if (!looking.tryLock()) {
      return;
    }
    try {
      long now = ticker.getAsLong();
      if (!looked || now - lookedAt >= FRESH_NANOS) {
        lookedAt = now;
        advance(now);
        looked = true;
        check();
      }
    } finally {
      looking.unlock();
    }
  }

  private void advance(long now) {
    while (!ends.isEmpty() && now - ends.element().nanos() >= SETTLED_NANOS) {
      settled = ends.remove().id();
    }
    Reached reached = walk(mark, settled);
    if (end.isEmpty() || end.getAsLong() < settled) {
      // no right to ask, or the sequence was set back: then lower ids are yet to come
      ends.clear();
      settled = BEGINNING;
      checked = BEGINNING;
      mark = BEGINNING;
    } else {
      mark = reached.id();
    }
    end.ifPresent(id -> ends.addLast(new End(now, id)));
  }

  private void check() {
    long began = ticker.getAsLong();
    if (mark == BEGINNING || began - checkedAt < REST * checkNanos) {
      return;
    }
    try {
      Reached reached = walk(checked, mark);
      if (reached.row()) {
        mark = reached.id();
      }
      checked = reached.id() < mark ? reached.id() : BEGINNING;
    } finally {
      checkedAt = ticker.getAsLong();
      checkNanos = checkedAt - began;
    }
  }

  /** Walks on for a while, until there is a row; asks for the sequence's end in any case. */
  private Reached walk(long after, long limit) {
    long began = ticker.getAsLong();
    long from = after;
    do {
      long to = Math.max(from, Math.min(limit, size.lastBehind(from)));
      OptionalLong first = first(from, to);
      if (first.isPresent()) {
        return new Reached(first.getAsLong() - 1, true);
      }
      from = to;
    } while (from < limit && ticker.getAsLong() - began < BUDGET_NANOS);
    return new Reached(from, false);
  }

  private OptionalLong first(long after, long last) {
    return size.measured(
        ticker,
        last - Math.max(0, after),
        () ->
            connections.statement(
                "looking for the first row of " + table,
                sql.of(QueueSql.LOW_WATER),
                statement -> {
                  statement.setLong(1, after);
                  statement.setLong(2, last);
                  statement.setString(3, table.quoted());
                  return first(statement);
                }),
        OptionalLong::isEmpty);
  }

  private OptionalLong first(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      end = optional(result, 2);
      return optional(result, 1);
    }
  }

  private static OptionalLong optional(ResultSet result, int column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
