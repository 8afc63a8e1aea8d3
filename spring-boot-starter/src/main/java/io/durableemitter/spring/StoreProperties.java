package io.durableemitter.spring;

import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgDurableEventStoreBuilder;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where events are kept. Not used if the application has a store of its own.
 *
 * @param table The table, as schema.table.
 * @param keepDelivered How long delivered rows are kept, for audit.
 * @param asynchronousRemoval Removals are committed without waiting for the disk.
 * @param statementTimeout Most time per statement, in whole seconds.
 * @param notifications Rows that others store are told as they are committed; the table needs the
 *     trigger, and a host keeps one connection of the pool for it.
 */
record StoreProperties(
    @DefaultValue("cre.chip_durable_events") String table,
    @DefaultValue("0s") Duration keepDelivered,
    @DefaultValue("true") boolean asynchronousRemoval,
    @DefaultValue("10s") Duration statementTimeout,
    @DefaultValue("false") boolean notifications) {

  PgDurableEventStore open(DataSource connections, PropertyErrors errors) {
    PgDurableEventStoreBuilder store = PgDurableEventStore.builder(connections);
    errors.in("store.table", () -> store.table(table));
    if (notifications) {
      store.notifications(connections);
    }
    return errors.in(
        "store",
        () ->
            store
                .keepDelivered(keepDelivered)
                .asynchronousRemoval(asynchronousRemoval)
                .statementTimeout(statementTimeout)
                .build());
  }
}
