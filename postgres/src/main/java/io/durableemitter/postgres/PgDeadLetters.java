package io.durableemitter.postgres;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Dead letters in a table of their own. A move is one statement on both tables, so it is done as a
 * whole or not at all, and its commit waits for the disk.
 */
final class PgDeadLetters implements DeadLetterStore {

  private final Connections connections;
  private final QueueTable queueTable;
  private final Sql sql;
  private final TableName queue;
  private final TableName letters;

  PgDeadLetters(Connections connections, QueueTable queueTable, Sql sql, TableName queue) {
    this.connections = connections;
    this.queueTable = queueTable;
    this.sql = sql;
    this.queue = queue;
    this.letters = queue.deadLetters();
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    queueTable.facts();
    long[] ids = requests.stream().mapToLong(DeadLetterRequest::rowId).toArray();
    List<String[]> columns =
        List.of(
            column(requests, request -> request.header().id()),
            column(requests, request -> request.header().source()),
            column(requests, request -> request.header().type()),
            column(requests, request -> request.reason().label()),
            column(requests, DeadLetterRequest::error),
            column(requests, DeadLetterRequest::otherwise));
    Boolean[] sent = requests.stream().map(DeadLetterRequest::sent).toArray(Boolean[]::new);
    return connections.statement(
        "moving rows of " + queue + " to " + letters,
        sql.of(DeadLetterSql.MOVE_TO_DEAD_LETTERS),
        statement -> {
          statement.setObject(1, ids);
          statement.setObject(2, owner);
          statement.setObject(3, ids);
          for (int i = 0; i < columns.size(); i++) {
            statement.setObject(4 + i, columns.get(i));
          }
          statement.setObject(4 + columns.size(), sent);
          return (int) number(statement);
        });
  }

  private static String[] column(
      List<DeadLetterRequest> requests, Function<DeadLetterRequest, String> value) {
    return requests.stream().map(value).map(StoredText::of).toArray(String[]::new);
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return connections.statement(
        "listing " + letters,
        filtered(DeadLetterSql.LIST, filter),
        statement -> {
          int next = bind(statement, filter);
          statement.setLong(next, afterId);
          statement.setInt(next + 1, limit);
          statement.setLong(next + 2, maxBytes);
          return read(statement);
        });
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return connections.statement(
        "looking up a row of " + letters,
        sql.of(DeadLetterSql.FIND),
        statement -> {
          statement.setLong(1, id);
          return read(statement).stream().findFirst();
        });
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return connections.statement(
        "counting " + letters,
        filtered(DeadLetterSql.COUNT, filter),
        statement -> {
          bind(statement, filter);
          return number(statement);
        });
  }

  @Override
  public DeadLetterCounts countByReason(int most) {
    return connections.statement(
        "counting " + letters,
        sql.of(DeadLetterSql.COUNT_BY_REASON),
        statement -> {
          statement.setLong(1, most + 1L);
          try (ResultSet rows = statement.executeQuery()) {
            return counts(rows, most);
          }
        });
  }

  private static DeadLetterCounts counts(ResultSet rows, int most) throws SQLException {
    Map<DeadLetterReason, Long> counts = new EnumMap<>(DeadLetterReason.class);
    long seen = 0;
    long estimate = 0;
    while (rows.next()) {
      counts.put(DeadLetterReason.of(rows.getString(1)), rows.getLong(2));
      seen += rows.getLong(2);
      estimate = rows.getLong(3);
    }
    if (seen <= most) {
      return new DeadLetterCounts(counts, false);
    }
    double share = Math.max(1, (double) estimate / seen);
    counts.replaceAll((reason, count) -> Math.round(count * share));
    return new DeadLetterCounts(counts, true);
  }

  @Override
  public long lastDeadLetterId() {
    return connections.statement(
        "looking for the last row of " + letters,
        sql.of(DeadLetterSql.LAST_ID),
        PgDeadLetters::number);
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    queueTable.facts();
    return connections.statement(
        "moving rows of " + letters + " to " + queue,
        filtered(DeadLetterSql.REDRIVE, filter),
        statement -> {
          statement.setInt(bind(statement, filter), limit);
          return (int) number(statement);
        });
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return connections.statement(
        "discarding rows of " + letters,
        filtered(DeadLetterSql.DISCARD, filter),
        statement -> {
          statement.setInt(bind(statement, filter), limit);
          return statement.executeUpdate();
        });
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return connections.statement(
        "purging " + letters,
        sql.of(DeadLetterSql.PURGE),
        statement -> {
          statement.setLong(1, QueueScans.micros(retention));
          statement.setInt(2, limit);
          return statement.executeUpdate();
        });
  }

  private String filtered(String statement, DeadLetterFilter filter) {
    return sql.of(DeadLetterSql.filtered(statement, filter));
  }

  /** Binds the filter and tells the number of the next parameter. */
  private static int bind(PreparedStatement statement, DeadLetterFilter filter)
      throws SQLException {
    int next = 1;
    if (filter.upToId().isPresent()) {
      statement.setLong(next++, filter.upToId().getAsLong());
    }
    if (!filter.ids().isEmpty()) {
      long[] ids = filter.ids().stream().mapToLong(Long::longValue).toArray();
      statement.setObject(next++, ids);
    }
    next = bind(statement, next, filter.reason().map(DeadLetterReason::label));
    next = bind(statement, next, filter.eventId());
    next = bind(statement, next, filter.source());
    return bind(statement, next, filter.type());
  }

  private static int bind(PreparedStatement statement, int index, Optional<String> value)
      throws SQLException {
    if (value.isEmpty()) {
      return index;
    }
    statement.setString(index, StoredText.of(value.get()));
    return index + 1;
  }

  private static List<DeadLetter> read(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      List<DeadLetter> found = new ArrayList<>();
      while (result.next()) {
        found.add(letter(result));
      }
      return found;
    }
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getLong(1),
        row.getLong(2),
        new EventHeader(row.getString(3), row.getString(4), row.getString(5)),
        Payload.wrap(row.getBytes(6)),
        row.getObject(7, OffsetDateTime.class).toInstant(),
        row.getObject(8, OffsetDateTime.class).toInstant(),
        reason(row.getString(9)),
        row.getString(10),
        row.getInt(11));
  }

  private static DeadLetterReason reason(String label) {
    try {
      return DeadLetterReason.of(label);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          Outcome.NOT_DONE,
          "a dead letter has a reason that this version does not know: "
              + e.getMessage()
              + "; use the version that wrote it, or a filter of reason",
          e);
    }
  }
}
