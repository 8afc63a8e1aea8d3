package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Lists the queue, and removes from it what is old, a window of ids at a time. */
final class QueueScans {

  private static final long LONGEST_MICROS = TimeUnit.DAYS.toMicros(36_500);

  private final Sql sql;
  private final TableName table;
  private final Scan pending;
  private final Scan expired;
  private final Scan delivered;

  QueueScans(Sql sql, TableName table, Supplier<Scan> scans) {
    this.sql = sql;
    this.table = table;
    this.pending = scans.get();
    this.expired = scans.get();
    this.delivered = scans.get();
  }

  Page<DurableEvent> listPending(PageRequest request) {
    return pending.walk(
        "listing pending rows of " + table,
        sql.of(QueueSql.LIST_PENDING),
        request.after(),
        (window, statement) -> {
          statement.setLong(3, micros(request.minAge()));
          statement.setInt(4, request.maxRows());
          statement.setLong(5, request.maxBytes());
          List<DurableEvent> rows = new ArrayList<>();
          int found = 0;
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              rows.add(event(result));
              found = result.getInt(4);
            }
          }
          boolean cut = isCut(rows.size(), found, request);
          return window.page(rows, cut, DurableEvent::id);
        },
        Page::next);
  }

  Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return expired.walk(
        "expiring rows of " + table,
        sql.of(QueueSql.DELETE_EXPIRED),
        after,
        (window, statement) -> slice(window, statement, ttl, limit),
        Slice::next);
  }

  Slice purgeDelivered(Duration keep, PendingCursor after, int limit) {
    return delivered.walk(
        "purging " + table,
        sql.of(QueueSql.PURGE),
        after,
        (window, statement) -> slice(window, statement, keep, limit),
        Slice::next);
  }

  private static Slice slice(Window window, PreparedStatement statement, Duration age, int limit)
      throws SQLException {
    statement.setLong(3, micros(age));
    statement.setInt(4, limit);
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return window.slice(result.getInt(1), result.getInt(2) == limit, result.getLong(3));
    }
  }

  /** Whether a page had no room for all that was found, or may not have looked for all. */
  static boolean isCut(int rows, int found, PageRequest request) {
    return rows > 0 && (rows < found || found == request.maxRows());
  }

  static DurableEvent event(ResultSet row) throws SQLException {
    return new DurableEvent(
        row.getLong(1),
        Payload.wrap(row.getBytes(2)),
        row.getObject(3, OffsetDateTime.class).toInstant());
  }

  /** The first column of all rows. */
  static long[] ids(PreparedStatement statement) throws SQLException {
    LongStream.Builder ids = LongStream.builder();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    return ids.build().toArray();
  }

  /** Not beyond what an interval and a timestamp of the server can take. */
  static long micros(Duration duration) {
    long micros = TimeUnit.MICROSECONDS.convert(duration);
    return Math.max(-LONGEST_MICROS, Math.min(LONGEST_MICROS, micros));
  }
}
