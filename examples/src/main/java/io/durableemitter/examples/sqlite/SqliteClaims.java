package io.durableemitter.examples.sqlite;

import static io.durableemitter.examples.sqlite.SqliteRows.MINE;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Leases on the rows. */
final class SqliteClaims implements EventClaims {

  private static final String FREE =
      "SELECT * FROM events WHERE id = ? AND leased_until <= ? AND next_attempt <= ?";
  private static final String CLAIM =
      "UPDATE events SET owner = ?, leased_until = ?, attempts = attempts + 1 WHERE id = ?";
  private static final String RENEW =
      "UPDATE events SET owner = ?, leased_until = ? WHERE id = ? AND (owner = ? OR leased_until <="
          + " ?)";
  private static final String RELEASE =
      "UPDATE events SET owner = '', leased_until = 0, next_attempt = 0, attempts = max(0, attempts"
          + " - 1) WHERE id = ? AND owner = ?";
  private static final String UNREACHED =
      "UPDATE events SET owner = '', leased_until = 0, next_attempt = 0, attempts = max(0, attempts"
          + " - 1), transport_failures = transport_failures + 1, last_error = ? WHERE id = ? AND"
          + " owner = ?";
  private static final String BACK_OFF =
      "UPDATE events SET owner = '', leased_until = 0, attempts = max(1, attempts), failures ="
          + " failures + 1, next_attempt = ?, last_error = ? WHERE id = ? AND (owner = ? OR"
          + " leased_until <= ?)";

  private final SqliteFile file;

  SqliteClaims(SqliteFile file) {
    this.file = file;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return file.transaction(
        () -> {
          Page<ClaimedEvent> free = SqliteRows.page(file, request, false);
          return new Page<>(take(free.rows(), owner, lease), free.next(), free.more());
        });
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return file.transaction(
        () -> {
          long now = SqliteFile.micros(file.now());
          List<ClaimedEvent> free = new ArrayList<>();
          long bytes = 0;
          for (long id : Arrays.stream(ids).distinct().sorted().toArray()) {
            for (ClaimedEvent row : file.query(SqliteRows::read, FREE, id, now, now)) {
              bytes += row.event().payload().size();
              if (bytes <= maxBytes || free.isEmpty()) {
                free.add(row);
              }
            }
          }
          return take(free, owner, lease);
        });
  }

  private List<ClaimedEvent> take(List<ClaimedEvent> free, UUID owner, Duration lease)
      throws SQLException {
    long until = SqliteFile.micros(file.now().plus(lease));
    List<ClaimedEvent> taken = new ArrayList<>();
    for (ClaimedEvent row : free) {
      file.update(CLAIM, owner.toString(), until, row.event().id());
      taken.add(new ClaimedEvent(row.event(), row.attempts() + 1, row.failures()));
    }
    return taken;
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return file.transaction(
        () -> {
          long now = SqliteFile.micros(file.now());
          long until = SqliteFile.micros(file.now().plus(lease));
          List<Long> held = new ArrayList<>();
          for (long id : ids) {
            if (file.update(RENEW, owner.toString(), until, id, owner.toString(), now) == 1) {
              held.add(id);
            }
          }
          return held.stream().mapToLong(Long::longValue).sorted().toArray();
        });
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return file.each(ids, id -> file.update(RELEASE, id, owner.toString()));
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return file.each(ids, id -> file.update(UNREACHED, error, id, owner.toString()));
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return file.each(
        ids,
        id -> file.update("DELETE FROM events WHERE " + MINE, SqliteRows.mine(file, owner, id)));
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return file.transaction(
        () -> {
          long now = SqliteFile.micros(file.now());
          int changed = 0;
          for (BackOff one : backOffs) {
            long due = SqliteFile.micros(file.now().plus(one.delay()));
            changed += file.update(BACK_OFF, due, one.error(), one.id(), owner.toString(), now);
          }
          return changed;
        });
  }
}
