package io.durableemitter.postgres;

import io.durableemitter.api.EventLease;
import io.durableemitter.api.PendingState;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Looks at pending rows a window of ids at a time. Safe for concurrent use. */
final class PgQueueBrowser implements QueueBrowser {

  private final Connections connections;
  private final Sql sql;
  private final TableName table;
  private final Scan pages;
  private final LeaseCount leases;

  PgQueueBrowser(
      Connections connections,
      Sql sql,
      TableName table,
      Supplier<Scan> scans,
      LongSupplier ticker) {
    this.connections = connections;
    this.sql = sql;
    this.table = table;
    this.pages = scans.get();
    this.leases = new LeaseCount(sql, scans.get(), table, ticker);
  }

  @Override
  public Page<PendingRow> list(PageRequest request) {
    return pages.walk(
        "looking at pending rows of " + table,
        sql.of(BrowseSql.LIST),
        request.after(),
        (window, statement) -> {
          statement.setLong(3, QueueScans.micros(request.minAge()));
          statement.setInt(4, request.maxRows());
          statement.setLong(5, request.maxBytes());
          List<PendingRow> rows = new ArrayList<>();
          int found = 0;
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              rows.add(row(result));
              found = result.getInt("found");
            }
          }
          boolean cut = QueueScans.isCut(rows.size(), found, request);
          return window.page(rows, cut, row -> row.event().id());
        },
        Page::next);
  }

  @Override
  public Optional<PendingRow> find(long id) {
    return connections.statement(
        "looking up a row of " + table,
        sql.of(BrowseSql.FIND),
        statement -> {
          statement.setLong(1, id);
          try (ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(row(result)) : Optional.empty();
          }
        });
  }

  @Override
  public long lastId() {
    return connections.statement(
        "looking for the end of " + table,
        sql.of(BrowseSql.LAST_ID),
        statement -> {
          statement.setString(1, table.quoted());
          try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
          }
        });
  }

  @Override
  public QueueLeases leases() {
    return leases.count();
  }

  private static PendingRow row(ResultSet row) throws SQLException {
    DurableEvent event = QueueScans.event(row);
    long key = row.getLong("ordering_key");
    if (!row.wasNull()) {
      event = new DurableEvent(event.id(), event.payload().ordered(key), event.createdAt());
    }
    String lastError = row.getString("last_error");
    PendingState state =
        new PendingState(
            row.getInt("attempts"),
            row.getInt("failures"),
            row.getInt("transport_failures"),
            time(row, "next_attempt_at"),
            lastError == null ? "" : lastError,
            lease(row));
    return new PendingRow(event, seconds(row, "age"), state);
  }

  private static Optional<EventLease> lease(ResultSet row) throws SQLException {
    UUID owner = row.getObject("claim_owner", UUID.class);
    Optional<Instant> until = time(row, "claimed_until");
    return owner == null || until.isEmpty()
        ? Optional.empty()
        : Optional.of(new EventLease(owner, until.get(), seconds(row, "lease_left")));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static Duration seconds(ResultSet row, String column) throws SQLException {
    return Duration.ofMillis((long) (row.getDouble(column) * 1e3));
  }
}
