package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Makes the queue's table and that of its dead letters, or adopts the queue that the Go package's
 * migrations made: its rows, columns and indexes are left as they are, and columns are added that
 * its writers need not know.
 *
 * <p>Steps are versioned in the table {@code durable_emitter_migrations} of the same schema and run
 * in one transaction under an advisory lock, so processes that start at once are safe. Running them
 * again does nothing. They take no lock that stops reading or writing for longer than a moment, and
 * give up after 10 s of waiting for one.
 */
public final class PgMigrations {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private PgMigrations() {}

  /**
   * Brings the default table, {@code cre.chip_durable_events}, up to date.
   *
   * @param dataSource as for {@link #migrate(DataSource, String)}
   * @return the steps that were applied now, by version; empty if the table was up to date
   * @throws StoreException if the table has another shape, or the database refuses; the message
   *     says what would mend it, and nothing is changed
   */
  public static List<MigrationStep> migrate(DataSource dataSource) {
    return migrate(dataSource, TableName.DEFAULT);
  }

  /**
   * Brings a table up to date.
   *
   * @param dataSource connections of a role that owns the tables, or may create them. Where the
   *     table is up to date, one that may use them is enough
   * @param table {@code schema.table}
   * @return the steps that were applied now, by version; empty if the table was up to date
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the table has another shape, or the database refuses; the message
   *     says what would mend it, and nothing is changed
   */
  public static List<MigrationStep> migrate(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    List<Migration> applied =
        transaction(
            dataSource, "migrating " + name, connection -> new Upgrade(connection, name).run());
    return applied.stream().map(Migration::pending).toList();
  }

  /**
   * Tells which steps a table has seen; changes nothing.
   *
   * @param dataSource connections of a role that may read the table of steps
   * @param table {@code schema.table}
   * @return the steps; all are pending if there is no such table
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database cannot be asked; the message names a grant that is
   *     missing
   */
  public static MigrationStatus status(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    String what = "asking for the migrations of " + name;
    return transaction(
        dataSource,
        what,
        connection -> {
          TableOwner owner = TableOwner.read(connection, name);
          MigrationLog log = MigrationLog.read(connection, name);
          if (!log.readable()) {
            throw new StoreException(
                StoreException.Outcome.NOT_DONE,
                what
                    + " failed: role "
                    + owner.current()
                    + " may not read the table of steps; run GRANT SELECT ON "
                    + MigrationLog.of(name)
                    + " TO "
                    + owner.current(),
                null);
          }
          return new MigrationStatus(
              name.toString(),
              owner.exists(),
              owner.owner(),
              log.steps(name),
              log.pending(name).stream().map(Migration::pending).toList());
        });
  }

  /**
   * Tells whether there is a table of this name; changes nothing.
   *
   * @param dataSource connections of any role
   * @param table {@code schema.table}
   * @return false too if its schema is missing
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database cannot be asked
   */
  public static boolean exists(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    return transaction(
        dataSource,
        "looking for " + name,
        connection -> TableOwner.read(connection, name).exists());
  }

  /**
   * The steps for the default table as SQL, for those who apply them by hand.
   *
   * @return a script that may be run more than once
   */
  public static String sql() {
    return sql(TableName.DEFAULT);
  }

  /**
   * The steps as SQL, for those who apply them by hand.
   *
   * @param table {@code schema.table}
   * @return a script that may be run more than once
   * @throws IllegalArgumentException if it is not such a name
   */
  public static String sql(String table) {
    TableName name = TableName.parse(table);
    StringBuilder script = new StringBuilder("BEGIN;\n");
    script.append(Migration.createSchema(name)).append(Migration.createSteps(name));
    for (Migration step : Migration.all(name)) {
      script.append(step.sql()).append(step.record(name));
    }
    return script.append("COMMIT;\n").toString();
  }

  /**
   * Adds the three indexes that Go hosts need, as far as they are missing: without them each of
   * their pages reads and sorts the whole queue. This package needs none of them, and they cost
   * each insert and removal. Writers go on meanwhile; on a long queue it takes a while.
   *
   * @param dataSource connections of the role that owns the table
   * @param table {@code schema.table}
   * @return the names of those that were made now
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database refuses; those that were made stay, and the next call
   *     goes on
   */
  public static List<String> addGoIndexes(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    String what = "adding the indexes of Go hosts to " + name;
    try (Connection connection = dataSource.getConnection()) {
      return new GoIndexes(name).add(connection);
    } catch (SQLException e) {
      throw SqlFailures.failed(what, e);
    }
  }

  /**
   * The indexes that Go hosts need as SQL, for those who apply it by hand.
   *
   * @param table {@code schema.table}
   * @return statements to be run outside of a transaction
   * @throws IllegalArgumentException if it is not such a name
   */
  public static String goIndexesSql(String table) {
    return new GoIndexes(TableName.parse(table)).sql();
  }

  /**
   * Adds the index without which a store does not keep order. Rows without an ordering key are not
   * in it and cost nothing more. Writers go on meanwhile.
   *
   * @param dataSource connections of the role that owns the table, which is up to date
   * @param table {@code schema.table}
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database refuses
   */
  public static void addOrderingIndex(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    try (Connection connection = dataSource.getConnection()) {
      new OrderingIndex(name).add(connection);
    } catch (SQLException e) {
      throw SqlFailures.failed("adding the index of ordering keys to " + name, e);
    }
  }

  /**
   * The index without which a store does not keep order as SQL, for those who apply it by hand.
   *
   * @param table {@code schema.table}
   * @return a statement to be run outside of a transaction
   * @throws IllegalArgumentException if it is not such a name
   */
  public static String orderingIndexSql(String table) {
    return new OrderingIndex(TableName.parse(table)).sql();
  }

  /**
   * Adds the trigger that tells hosts of rows which others store by SQL, or within transactions
   * that nobody hands over, as soon as they are committed; see {@link
   * PgDurableEventStoreBuilder#notifications}. Rows that emitters send themselves are not told, and
   * cost next to nothing more. The commit of one that is told takes its turn with all others in
   * this database that notify. Gives up after 10 s of waiting for a lock on the table.
   *
   * @param dataSource connections of the role that owns the table
   * @param table {@code schema.table}
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database refuses; nothing is changed
   */
  public static void addNotifyTrigger(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    transaction(
        dataSource,
        "adding the trigger for notifications to " + name,
        connection -> {
          new NotifyTrigger(name).add(connection);
          return true;
        });
  }

  /**
   * Whether the table has the trigger of {@link #addNotifyTrigger}, switched on.
   *
   * @param dataSource connections to the database
   * @param table {@code schema.table}
   * @return false if not, or if there is no such table
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database refuses
   */
  public static boolean hasNotifyTrigger(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    try (Connection connection = dataSource.getConnection()) {
      return new NotifyTrigger(name).exists(connection);
    } catch (SQLException e) {
      throw SqlFailures.failed("looking for the trigger for notifications of " + name, e);
    }
  }

  /**
   * The trigger for notifications as SQL, for those who apply it by hand.
   *
   * @param table {@code schema.table}
   * @return a script that may be run more than once
   * @throws IllegalArgumentException if it is not such a name
   */
  public static String notifyTriggerSql(String table) {
    return "BEGIN;\n"
        + Upgrade.WAIT_SHORTLY
        + ";\n"
        + new NotifyTrigger(TableName.parse(table)).sql()
        + "COMMIT;\n";
  }

  private static <T> T transaction(
      DataSource dataSource, String what, Connections.Transaction<T> work) {
    try {
      return new Connections(dataSource, TIMEOUT).transaction(what, work);
    } catch (SQLException e) {
      throw SqlFailures.notDone(what, e);
    }
  }
}
