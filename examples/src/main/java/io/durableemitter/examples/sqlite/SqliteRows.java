package io.durableemitter.examples.sqlite;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads pending rows. */
final class SqliteRows {

  /** Held by this owner, or by nobody now. */
  static final String MINE = "id = ? AND (owner = ? OR leased_until <= ?)";

  private static final String BEHIND =
      "SELECT * FROM events WHERE id > ? AND created_at <= ? AND (? OR (leased_until <= ? AND"
          + " next_attempt <= ?)) ORDER BY id LIMIT ?";

  private SqliteRows() {}

  static ClaimedEvent read(ResultSet row) throws SQLException {
    DurableEvent event =
        new DurableEvent(
            row.getLong("id"),
            Payload.wrap(row.getBytes("payload")),
            SqliteFile.time(row.getLong("created_at")));
    return new ClaimedEvent(event, row.getInt("attempts"), row.getInt("failures"));
  }

  /** The first rows that fit a page: all of them, or those that may be claimed. */
  static Page<ClaimedEvent> page(SqliteFile file, PageRequest request, boolean held)
      throws SQLException {
    long now = SqliteFile.micros(file.now());
    List<ClaimedEvent> fitting = new ArrayList<>();
    long bytes = 0;
    for (ClaimedEvent row :
        file.query(
            SqliteRows::read,
            BEHIND,
            request.after().id(),
            now - request.minAge().toNanos() / 1_000,
            held,
            now,
            now,
            request.maxRows() + 1L)) {
      bytes += row.event().payload().size();
      boolean fits = fitting.isEmpty() || bytes <= request.maxBytes();
      if (!fits || fitting.size() == request.maxRows()) {
        DurableEvent last = fitting.get(fitting.size() - 1).event();
        return new Page<>(fitting, PendingCursor.after(last), true);
      }
      fitting.add(row);
    }
    return new Page<>(fitting, PendingCursor.START, false);
  }

  /** What {@link #MINE} asks for. */
  static Object[] mine(SqliteFile file, UUID owner, long id) {
    return new Object[] {id, owner.toString(), SqliteFile.micros(file.now())};
  }
}
