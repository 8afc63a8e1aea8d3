package io.durableemitter.examples.notifications;

import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import javax.sql.DataSource;

/** A store whose host is told of rows that others store; docs/transactions.md shows it. */
final class NotifiedHost {

  private NotifiedHost() {}

  static PgDurableEventStore store(
      DataSource dataSource, DataSource pool, DataSource direct, String table) {
    PgMigrations.addNotifyTrigger(dataSource, table); // or the SQL of notifyTriggerSql(table)
    PgDurableEventStore store =
        PgDurableEventStore.builder(pool).table(table).notifications(direct).build();
    return store;
  }
}
