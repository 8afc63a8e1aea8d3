package io.durableemitter.postgres;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Leases in columns of the queue. Each operation is one statement, committed without waiting for
 * the disk: a lease that a crash of the server undoes means at most one more delivery.
 */
final class PgClaims implements EventClaims {

  private static final String REMOVING = "removing delivered rows from ";

  private final Connections connections;
  private final Sql sql;
  private final QueueTable queueTable;
  private final Scan scan;
  private final boolean keepsDelivered;
  private final TableName table;

  PgClaims(
      Connections connections,
      Sql sql,
      QueueTable queueTable,
      Scan scan,
      boolean keepsDelivered,
      TableName table) {
    this.queueTable = queueTable;
    this.connections = connections;
    this.sql = sql;
    this.scan = scan;
    this.keepsDelivered = keepsDelivered;
    this.table = table;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return scan.walk(
        "claiming rows of " + table,
        sql.of(queueTable.keepsOrder() ? ClaimSql.CLAIM_ORDERED : ClaimSql.CLAIM),
        request.after(),
        (window, statement) -> {
          statement.setLong(3, QueueScans.micros(request.minAge()));
          statement.setInt(4, request.maxRows());
          Claimed claimed = take(statement, 5, request.maxBytes(), owner, lease);
          boolean cut = QueueScans.isCut(claimed.rows().size(), claimed.found(), request);
          return window.page(claimed.rows(), cut, row -> row.event().id());
        },
        Page::next);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return connections.statement(
        "claiming rows of " + table,
        sql.of(queueTable.keepsOrder() ? ClaimSql.CLAIM_IDS_ORDERED : ClaimSql.CLAIM_IDS),
        statement -> {
          statement.setObject(1, ids);
          return take(statement, 2, maxBytes, owner, lease).rows();
        });
  }

  /** Rows that were claimed, of as many as were found. */
  private record Claimed(List<ClaimedEvent> rows, int found) {}

  private static Claimed take(
      PreparedStatement statement, int next, long maxBytes, UUID owner, Duration lease)
      throws SQLException {
    statement.setLong(next, maxBytes);
    statement.setObject(next + 1, owner);
    statement.setLong(next + 2, QueueScans.micros(lease));
    List<ClaimedEvent> rows = new ArrayList<>();
    int found = 0;
    try (ResultSet result = statement.executeQuery()) {
      while (result.next()) {
        rows.add(claimed(result));
        found = result.getInt(6);
      }
    }
    // an UPDATE returns its rows in no order
    rows.sort(Comparator.comparingLong(one -> one.event().id()));
    return new Claimed(rows, found);
  }

  private static ClaimedEvent claimed(ResultSet row) throws SQLException {
    DurableEvent event = QueueScans.event(row);
    long key = row.getLong(7);
    DurableEvent ordered =
        row.wasNull()
            ? event
            : new DurableEvent(event.id(), event.payload().ordered(key), event.createdAt());
    return new ClaimedEvent(ordered, row.getInt(4), row.getInt(5));
  }

  @Override
  public long[] nextInOrder(long[] keys) {
    return connections.statement(
        "looking for what comes next in " + table,
        sql.of(ClaimSql.NEXT_IN_ORDER),
        statement -> {
          statement.setObject(1, keys);
          return QueueScans.ids(statement);
        });
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return connections.statement(
        "renewing leases on " + table,
        sql.of(ClaimSql.RENEW),
        statement -> {
          statement.setObject(1, ids);
          statement.setObject(2, owner);
          statement.setObject(3, owner);
          statement.setLong(4, QueueScans.micros(lease));
          return LongStream.of(QueueScans.ids(statement)).sorted().toArray();
        });
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return change("releasing rows of ", ClaimSql.RELEASE, ids, owner);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return change(
        "releasing rows of ", ClaimSql.RELEASE_UNREACHED, ids, owner, StoredText.of(error));
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return change(
        REMOVING, keepsDelivered ? ClaimSql.MARK_FENCED : ClaimSql.REMOVE_FENCED, ids, owner);
  }

  /** As the fenced form, whoever holds a lease on the rows. */
  int markDeliveredBatch(long[] ids) {
    return change(REMOVING, keepsDelivered ? ClaimSql.MARK : ClaimSql.REMOVE, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    long[] ids = backOffs.stream().mapToLong(BackOff::id).toArray();
    long[] delays = backOffs.stream().mapToLong(one -> QueueScans.micros(one.delay())).toArray();
    String[] errors =
        backOffs.stream().map(one -> StoredText.of(one.error())).toArray(String[]::new);
    return change("backing off rows of ", ClaimSql.BACK_OFF, ids, owner, ids, delays, errors);
  }

  private int change(String what, String statement, long[] ids, Object... more) {
    // in one order everywhere, so that two who remove the same rows cannot deadlock
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    return connections.statement(
        what + table,
        sql.of(statement),
        prepared -> {
          prepared.setObject(1, sorted);
          for (int i = 0; i < more.length; i++) {
            prepared.setObject(2 + i, more[i]);
          }
          return prepared.executeUpdate();
        });
  }
}
