package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who keeps removed rows from being cleaned up, seen by a user with no more rights than needed. */
@Timeout(120)
class CleanupWatchTest {

  private static final long MANY = 1_000;

  private final String table = Database.migratedTable();
  private final AtomicLong ticks = new AtomicLong();
  private final CleanupWatch watch = watch(MANY);

  private CleanupWatch watch(long manyDead) {
    TableName name = TableName.parse(table);
    return new CleanupWatch(
        new Connections(new LimitedRole(table).dataSource(), Duration.ofSeconds(10)),
        name,
        manyDead,
        ticks::get);
  }

  @Test
  void aReaderWithAnOldSnapshotIsNamedOnceItIsMinutesOldAndNoLongerWhenItEnds() throws Exception {
    try (Connection old = Database.dataSource().getConnection()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      long pid = number(old, "SELECT pg_backend_pid()");
      makeDeadRows();
      assertThat(watch.vacuumBlocker()).as("too young").isEmpty();
      pass(CleanupWatch.LONG);
      assertThat(watch.vacuumBlocker())
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .startsWith("the transaction of process " + pid + " has been open for PT5M")
                      .contains(" removed rows of " + table + " from being cleaned up"));
    }
    pass(Duration.ofNanos(CleanupWatch.FRESH_NANOS));
    assertThat(watch.vacuumBlocker()).isEmpty();
  }

  @Test
  void aWriterThatIdlesIsNamedAndNotThoseWhoseSnapshotsItHoldsBack() throws Exception {
    try (Connection writer = Database.dataSource().getConnection();
        Connection reader = Database.dataSource().getConnection()) {
      writer.setAutoCommit(false);
      number(writer, "SELECT txid_current()");
      long pid = number(writer, "SELECT pg_backend_pid()");
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      number(reader, "SELECT count(*) FROM pg_class");
      makeDeadRows();
      watch.vacuumBlocker();
      pass(CleanupWatch.LONG);
      assertThat(watch.vacuumBlocker())
          .hasValueSatisfying(text -> assertThat(text).contains("of process " + pid + " has been"));
    }
  }

  @Test
  void withFewDeadRowsAnOldTransactionIsNoMatter() throws Exception {
    CleanupWatch patient = watch(1_000_000);
    try (Connection old = Database.dataSource().getConnection()) {
      old.setAutoCommit(false);
      old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      number(old, "SELECT count(*) FROM pg_class");
      makeDeadRows();
      patient.vacuumBlocker();
      pass(CleanupWatch.LONG);
      assertThat(patient.vacuumBlocker()).isEmpty();
    }
  }

  private void pass(Duration time) {
    ticks.addAndGet(time.toNanos());
  }

  private void makeDeadRows() {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload) SELECT '\\x00' FROM generate_series(1, 5000); DELETE FROM "
            + table);
    // told by the server once the session of the deletion has ended
    Eventually.equal(
        true,
        () ->
            Long.parseLong(
                    Database.query("SELECT pg_stat_get_dead_tuples('" + table + "'::regclass)"))
                > MANY);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
