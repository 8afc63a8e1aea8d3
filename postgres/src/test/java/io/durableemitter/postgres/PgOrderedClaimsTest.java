package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.TransactionalInsert;
import io.durableemitter.testkit.OrderedClaimsContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PgOrderedClaimsTest extends OrderedClaimsContract {

  private static final UUID OWNER = new UUID(1, 1);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    return store();
  }

  private DurableEventStore store() {
    return PgDurableEventStore.builder(Database.dataSource()).table(table).build();
  }

  @Override
  protected void passTime(Duration time) {
    Database.passTime(table, time);
  }

  private static Payload payload(long key) {
    return Payload.copyOf(new byte[] {1}).ordered(key);
  }

  @Test
  void withoutTheIndexItKeepsNone() {
    String other = Database.migratedTable();
    DurableEventStore without =
        PgDurableEventStore.builder(Database.dataSource()).table(other).build();
    assertThat(without.keepsOrder()).isFalse();
    Database.execute(PgMigrations.orderingIndexSql(other));
    assertThat(PgDurableEventStore.builder(Database.dataSource()).table(other).build().keepsOrder())
        .isTrue();
  }

  @Test
  void withoutTheIndexAnEventWithAKeyIsRefused() throws SQLException {
    String other = Database.migratedTable();
    DurableEventStore without =
        PgDurableEventStore.builder(Database.dataSource()).table(other).build();
    assertThatThrownBy(() -> without.insert(payload(1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("PgMigrations.addOrderingIndex");
    try (Connection connection = Database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> without.insertInTransaction(connection, List.of(payload(1)), LONG))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("PgMigrations.addOrderingIndex");
      connection.commit();
    }
    assertThat(Database.query("SELECT count(*) FROM " + other)).isEqualTo("0");
  }

  @Test
  void theIndexIsMadeOnceAndAgainIfItIsBroken() {
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    Database.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"
            + table
            + "_ordering'::regclass");
    assertThat(store().keepsOrder()).isFalse();
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    assertThat(store().keepsOrder()).isTrue();
  }

  @Test
  void ofTwoProcessesThatStoreAfterEachOtherTheFirstHasTheSmallerId() {
    DurableEventStore one = store();
    DurableEventStore other = store();
    long last = 0;
    for (int i = 0; i < 10; i++) {
      long id = (i % 2 == 0 ? one : other).insert(payload(1));
      assertThat(id).isGreaterThan(last);
      last = id;
    }
  }

  @Test
  void aTransactionsEventsTakeTheirPlaceInOrder() throws SQLException {
    DurableEventStore store = store();
    try (Connection connection = Database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      TransactionalInsert insert =
          store.insertInTransaction(connection, List.of(payload(1), payload(1)), LONG);
      connection.commit();
      long after = store.insert(payload(1));
      long[] all = {insert.ids().get(0), insert.ids().get(1), after};
      assertThat(store.claim(OWNER, LONG, all, Long.MAX_VALUE))
          .extracting(row -> row.event().id())
          .containsExactly(all[0]);
    }
  }
}
