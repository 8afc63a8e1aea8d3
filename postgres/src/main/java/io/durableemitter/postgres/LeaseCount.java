package io.durableemitter.postgres;

import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the leases of each owner, window by window, until it has seen as many rows as it may or
 * has taken its time. Safe for concurrent use.
 */
final class LeaseCount {

  static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Sql sql;
  private final Scan scan;
  private final TableName table;
  private final LongSupplier ticker;

  LeaseCount(Sql sql, Scan scan, TableName table, LongSupplier ticker) {
    this.sql = sql;
    this.scan = scan;
    this.table = table;
    this.ticker = ticker;
  }

  QueueLeases count() {
    long began = ticker.getAsLong();
    Map<UUID, OwnedLeases> owners = new HashMap<>();
    PendingCursor position = PendingCursor.START;
    long walked = 0;
    boolean full;
    do {
      int left = (int) (QueueBrowser.MOST_LEASES + 1 - walked);
      Counted counted = count(position, left);
      counted.owners().forEach(one -> owners.merge(one.owner(), one, LeaseCount::sum));
      walked += counted.rows();
      position = counted.next();
      full = walked > QueueBrowser.MOST_LEASES;
    } while (!full
        && !position.equals(PendingCursor.START)
        && ticker.getAsLong() - began < BUDGET_NANOS);
    List<OwnedLeases> sorted = new ArrayList<>(owners.values());
    sorted.sort(
        Comparator.comparingLong(OwnedLeases::rows).reversed().thenComparing(OwnedLeases::owner));
    return new QueueLeases(sorted, walked, full || !position.equals(PendingCursor.START));
  }

  private static OwnedLeases sum(OwnedLeases one, OwnedLeases more) {
    return new OwnedLeases(
        one.owner(),
        one.rows() + more.rows(),
        one.soonestEnd().isBefore(more.soonestEnd()) ? one.soonestEnd() : more.soonestEnd(),
        one.latestEnd().isAfter(more.latestEnd()) ? one.latestEnd() : more.latestEnd());
  }

  private record Counted(List<OwnedLeases> owners, long rows, PendingCursor next) {}

  private Counted count(PendingCursor after, int left) {
    return scan.walk(
        "counting leases on " + table,
        sql.of(BrowseSql.LEASES),
        after,
        (window, statement) -> {
          statement.setInt(3, left);
          return counted(statement, window.slice(0, false, 0).next());
        },
        Counted::next);
  }

  private static Counted counted(PreparedStatement statement, PendingCursor next)
      throws SQLException {
    List<OwnedLeases> owners = new ArrayList<>();
    long rows = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        UUID owner = row.getObject(1, UUID.class);
        rows += row.getLong(2);
        if (owner != null) {
          owners.add(new OwnedLeases(owner, row.getLong(2), time(row, 3), time(row, 4)));
        }
      }
    }
    return new Counted(owners, rows, next);
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
