package io.durableemitter.examples.sqlite;

import static io.durableemitter.examples.sqlite.SqliteRows.MINE;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Events that were given up. */
final class SqliteDeadLetters implements DeadLetterStore {

  private static final String MOVE =
      """
      INSERT INTO dead_letters (row_id, event_id, source, type, payload, created_at, died_at,
        reason, last_error, attempts)
      SELECT id, ?, ?, ?, payload, created_at, ?, ?,
        coalesce(nullif(?, ''), nullif(last_error, ''), ?), max(attempts, ?) + transport_failures
      FROM events WHERE\s"""
          + MINE;
  private static final String NEXT =
      "SELECT * FROM dead_letters WHERE id > ? ORDER BY id LIMIT 100";

  private final SqliteFile file;

  SqliteDeadLetters(SqliteFile file) {
    this.file = file;
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return file.transaction(
        () -> {
          int moved = 0;
          for (DeadLetterRequest request : requests) {
            moved += move(owner, request);
          }
          return moved;
        });
  }

  private int move(UUID owner, DeadLetterRequest request) throws SQLException {
    long now = SqliteFile.micros(file.now());
    EventHeader header = request.header();
    file.update(
        MOVE,
        header.id(),
        header.source(),
        header.type(),
        now,
        request.reason().name(),
        request.error(),
        request.otherwise(),
        request.sent() ? 1 : 0,
        request.rowId(),
        owner.toString(),
        now);
    return file.update(
        "DELETE FROM events WHERE " + MINE, SqliteRows.mine(file, owner, request.rowId()));
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return file.transaction(() -> find(filter::matches, afterId, limit, maxBytes));
  }

  private List<DeadLetter> find(
      Predicate<DeadLetter> which, long afterId, long limit, long maxBytes) throws SQLException {
    List<DeadLetter> found = new ArrayList<>();
    long bytes = 0;
    long behind = afterId;
    List<DeadLetter> piece = file.query(SqliteDeadLetters::read, NEXT, behind);
    while (!piece.isEmpty()) {
      for (DeadLetter letter : piece) {
        behind = letter.id();
        if (which.test(letter)) {
          bytes += letter.payload().size();
          if (found.size() == limit || (bytes > maxBytes && !found.isEmpty())) {
            return found;
          }
          found.add(letter);
        }
      }
      piece = file.query(SqliteDeadLetters::read, NEXT, behind);
    }
    return found;
  }

  private static DeadLetter read(ResultSet row) throws SQLException {
    return new DeadLetter(
        row.getLong("id"),
        row.getLong("row_id"),
        new EventHeader(row.getString("event_id"), row.getString("source"), row.getString("type")),
        Payload.wrap(row.getBytes("payload")),
        SqliteFile.time(row.getLong("created_at")),
        SqliteFile.time(row.getLong("died_at")),
        DeadLetterReason.valueOf(row.getString("reason")),
        row.getString("last_error"),
        row.getInt("attempts"));
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return file.transaction(
        () ->
            file
                .query(SqliteDeadLetters::read, "SELECT * FROM dead_letters WHERE id = ?", id)
                .stream()
                .findFirst());
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return file.transaction(
        () -> (long) find(filter::matches, 0, Long.MAX_VALUE, Long.MAX_VALUE).size());
  }

  @Override
  public long lastDeadLetterId() {
    return file.transaction(
        () ->
            file.query(row -> row.getLong(1), "SELECT coalesce(max(id), 0) FROM dead_letters")
                .get(0));
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return file.transaction(
        () -> {
          List<DeadLetter> taken = take(filter::matches, limit);
          for (DeadLetter letter : taken) {
            file.update(
                "INSERT INTO events (payload, created_at) VALUES (?, ?)",
                letter.payload().unsafeBytes(),
                SqliteFile.micros(file.now()));
          }
          return taken.size();
        });
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return file.transaction(() -> take(filter::matches, limit).size());
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return file.transaction(
        () -> take(letter -> letter.diedAt().isBefore(file.now().minus(retention)), limit).size());
  }

  private List<DeadLetter> take(Predicate<DeadLetter> which, int limit) throws SQLException {
    List<DeadLetter> taken = find(which, 0, limit, Long.MAX_VALUE);
    for (DeadLetter letter : taken) {
      file.update("DELETE FROM dead_letters WHERE id = ?", letter.id());
    }
    return taken;
  }
}
