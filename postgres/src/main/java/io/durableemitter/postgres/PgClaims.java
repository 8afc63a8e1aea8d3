package io.durableemitter.postgres;

import io.durableemitter.api.BackOff;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
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

  private final Connections connections;
  private final ClaimTexts texts;
  private final LowWater lowWater;
  private final RemovalPolicy removal;
  private final TableName table;

  PgClaims(
      Connections connections,
      ClaimTexts texts,
      LowWater lowWater,
      RemovalPolicy removal,
      TableName table) {
    this.connections = connections;
    this.texts = texts;
    this.lowWater = lowWater;
    this.removal = removal;
    this.table = table;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    long after = lowWater.behind(request.after().id());
    List<ClaimedEvent> rows =
        connections.statement(
            "claiming rows of " + table,
            texts.claim(),
            statement -> {
              statement.setLong(1, after);
              statement.setLong(2, PgDurableEventStore.micros(request.minAge()));
              statement.setInt(3, request.maxRows());
              statement.setObject(4, owner);
              statement.setLong(5, PgDurableEventStore.micros(lease));
              return claimed(statement);
            });
    return PgDurableEventStore.page(rows, ClaimedEvent::event, request);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return connections.statement(
        "claiming rows of " + table,
        texts.claimIds(),
        statement -> {
          statement.setObject(1, ids);
          statement.setObject(2, owner);
          statement.setLong(3, PgDurableEventStore.micros(lease));
          return claimed(statement);
        });
  }

  // an UPDATE returns its rows in no order
  private static List<ClaimedEvent> claimed(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      List<ClaimedEvent> claimed = new ArrayList<>();
      while (result.next()) {
        claimed.add(
            new ClaimedEvent(
                PgDurableEventStore.event(result), result.getInt(4), result.getInt(5)));
      }
      claimed.sort(Comparator.comparingLong(one -> one.event().id()));
      return claimed;
    }
  }

  @Override
  public long[] renew(UUID owner, long[] ids, Duration lease) {
    return connections.statement(
        "renewing leases on " + table,
        texts.renew(),
        statement -> {
          statement.setObject(1, ids);
          statement.setObject(2, owner);
          statement.setObject(3, owner);
          statement.setLong(4, PgDurableEventStore.micros(lease));
          try (ResultSet result = statement.executeQuery()) {
            LongStream.Builder held = LongStream.builder();
            while (result.next()) {
              held.add(result.getLong(1));
            }
            return held.build().sorted().toArray();
          }
        });
  }

  @Override
  public int release(UUID owner, long[] ids) {
    return change("releasing rows of " + table, texts.release(), owner, ids);
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
    boolean delete = removal == RemovalPolicy.DELETE_ON_DELIVERY;
    return change(
        "removing delivered rows from " + table,
        delete ? texts.remove() : texts.mark(),
        owner,
        ids);
  }

  private int change(String what, String sql, UUID owner, long[] ids) {
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    return connections.statement(
        what,
        sql,
        statement -> {
          statement.setObject(1, sorted);
          statement.setObject(2, owner);
          return statement.executeUpdate();
        });
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    long[] ids = backOffs.stream().mapToLong(BackOff::id).toArray();
    long[] delays =
        backOffs.stream().mapToLong(one -> PgDurableEventStore.micros(one.delay())).toArray();
    String[] errors =
        backOffs.stream().map(one -> StoredText.of(one.error())).toArray(String[]::new);
    return connections.statement(
        "backing off rows of " + table,
        texts.backOff(),
        statement -> {
          statement.setObject(1, ids);
          statement.setObject(2, owner);
          statement.setObject(3, ids);
          statement.setObject(4, delays);
          statement.setObject(5, errors);
          return statement.executeUpdate();
        });
  }
}
