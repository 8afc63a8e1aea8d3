package io.durableemitter.postgres;

import io.durableemitter.api.internal.text.ForeignText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Names what keeps removed rows from being cleaned up: the transaction, replication slot or
 * prepared transaction with the oldest snapshot, once that is minutes old and many rows are dead.
 * Needs no rights. Where the server does not show since when another user's transaction is open,
 * its age is counted from when it was seen first. Safe for concurrent use.
 */
final class CleanupWatch {

  static final Duration LONG = Duration.ofMinutes(5);
  static final long MANY_DEAD = 100_000;
  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final String OLDEST_SNAPSHOT =
      OpenTransactions.CTE
          + """
            SELECT dead, who, snapshot::text, seconds
              FROM (SELECT pg_stat_get_dead_tuples(?::regclass) AS dead) counted, holder
             WHERE dead > ? AND snapshot IS NOT NULL
             ORDER BY age(snapshot) DESC, own DESC, seconds DESC LIMIT 1
            """;

  /** Who holds the oldest snapshot, since when at least. */
  private record Holder(String who, String snapshot, long sinceNanos) {}

  private final Connections connections;
  private final TableName table;
  private final long manyDead;
  private final LongSupplier ticker;
  private Optional<Holder> holder = Optional.empty();
  private Optional<String> vacuumBlocker = Optional.empty();
  private boolean looked;
  private long lookedAt;

  CleanupWatch(Connections connections, TableName table, long manyDead, LongSupplier ticker) {
    this.connections = connections;
    this.table = table;
    this.manyDead = manyDead;
    this.ticker = ticker;
  }

  /** What hinders cleaning up, and what would mend it; asks the database now and then only. */
  synchronized Optional<String> vacuumBlocker() {
    long now = ticker.getAsLong();
    if (!looked || now - lookedAt >= FRESH_NANOS) {
      looked = true;
      lookedAt = now;
      vacuumBlocker =
          connections.statement(
              "looking for old transactions",
              OLDEST_SNAPSHOT,
              statement -> {
                statement.setString(1, table.quoted());
                statement.setLong(2, manyDead);
                return look(statement, now);
              });
    }
    return vacuumBlocker;
  }

  private Optional<String> look(PreparedStatement statement, long now) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        holder = Optional.empty();
        return Optional.empty();
      }
      Holder found =
          since(
              ForeignText.oneLine(row.getString(2), 300),
              row.getString(3),
              now - (long) (row.getDouble(4) * 1e9));
      holder = Optional.of(found);
      Duration held = Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(now - found.sinceNanos()));
      return held.compareTo(LONG) < 0
          ? Optional.empty()
          : Optional.of(
              found.who()
                  + " has been open for "
                  + held
                  + " and keeps about "
                  + row.getLong(1)
                  + " removed rows of "
                  + table
                  + " from being cleaned up; end it, or the table grows by every event");
    }
  }

  private Holder since(String who, String snapshot, long sinceNanos) {
    long first =
        holder
            .filter(last -> last.who().equals(who) && last.snapshot().equals(snapshot))
            .map(last -> Math.min(last.sinceNanos(), sinceNanos))
            .orElse(sinceNanos);
    return new Holder(who, snapshot, first);
  }
}
