package io.durableemitter.postgres;

import io.durableemitter.spi.RowNotifications;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * Hears what {@link NotifyTrigger} says: a table, and a group of ids. Which rows of a group wait to
 * be sent by anyone it asks the table, on the same connection, so what somebody makes up has no
 * effect. A connection on which nothing was said for a while is asked too, to see that it lives.
 */
final class PgNotifications implements RowNotifications {

  private static final Duration SILENCE = Duration.ofSeconds(15);
  // an emitter remembers no more
  private static final int MOST_ROWS = 10_000;
  private static final int GROUPS_PER_STATEMENT = 64;
  private static final long LAST_GROUP = Long.MAX_VALUE / 64;
  private static final long[] NONE = {};

  private final ListeningConnection connection;
  private final Sql sql;
  private final TableName table;
  private final LongSupplier ticker;
  private long heard;

  PgNotifications(DataSource dataSource, Sql sql, TableName table, LongSupplier ticker) {
    this.connection = new ListeningConnection(dataSource);
    this.sql = sql;
    this.table = table;
    this.ticker = ticker;
    this.heard = ticker.getAsLong();
  }

  @Override
  public long[] await(Duration most) {
    boolean sound = false;
    try {
      long[] rows = connection.isClosed() ? NONE : rows(groups(connection.received(most)));
      sound = true;
      return rows;
    } catch (SQLException e) {
      if (connection.isClosed()) {
        return NONE;
      }
      throw SqlFailures.failed("listening for rows of " + table, e);
    } finally {
      if (!sound) {
        connection.drop();
      }
    }
  }

  private long[] groups(List<String> notifications) {
    Set<Long> groups = new LinkedHashSet<>();
    for (String one : notifications) {
      group(one).ifPresent(groups::add);
    }
    return groups.stream().mapToLong(Long::longValue).toArray();
  }

  /** The group that is named, if it is of this table. */
  private OptionalLong group(String words) {
    String begin = table + " ";
    if (!words.startsWith(begin)) {
      return OptionalLong.empty();
    }
    try {
      long group = Long.parseLong(words.substring(begin.length()));
      return group < 0 || group > LAST_GROUP ? OptionalLong.empty() : OptionalLong.of(group);
    } catch (NumberFormatException anothersWords) {
      return OptionalLong.empty();
    }
  }

  private long[] rows(long[] groups) throws SQLException {
    if (groups.length == 0 && ticker.getAsLong() - heard < SILENCE.toNanos()) {
      return NONE;
    }
    long[] rows = NONE;
    int at = 0;
    do {
      int end = Math.min(at + GROUPS_PER_STATEMENT, groups.length);
      long[] more = waiting(Arrays.copyOfRange(groups, at, end));
      rows = LongStream.concat(Arrays.stream(rows), Arrays.stream(more)).toArray();
      at = end;
    } while (at < groups.length && rows.length < MOST_ROWS);
    heard = ticker.getAsLong();
    return rows;
  }

  private long[] waiting(long[] groups) throws SQLException {
    try (PreparedStatement statement =
        connection.get().prepareStatement(sql.of(QueueSql.WAITING_IN_GROUPS))) {
      statement.setObject(1, groups);
      LongStream.Builder ids = LongStream.builder();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
      return ids.build().toArray();
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
