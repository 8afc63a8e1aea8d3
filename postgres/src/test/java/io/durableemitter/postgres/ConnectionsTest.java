package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What a connection that fails before, during and after the work does to its outcome. */
@Timeout(120)
class ConnectionsTest {

  private static final UUID ME = new UUID(0, 1);

  private final String table = Database.migratedTable();
  private final LimitedRole role = new LimitedRole(table);
  private final KeptConnection pool = new KeptConnection(role.dataSource());
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(pool.dataSource()).table(table).build();

  @Test
  void whatIsStoredIsStoredThoughItsConnectionCannotBeGivenBack() {
    insert();
    for (Throwable failure :
        List.of(
            new SQLException("cannot be closed", "08006"),
            new IllegalStateException("the pool is closed"),
            new OutOfMemoryError("scripted"))) {
      int before = rows();
      pool.failNextClose(failure);
      insert();
      pool.failNextCloseOfAStatement(failure);
      insert();
      assertThat(rows()).as(failure.toString()).isEqualTo(before + 2);
    }
    insert();
    assertThat(pool.made()).as("none was used again").isEqualTo(7);
  }

  @Test
  void aFailureIsToldThoughItsConnectionCannotBeGivenBack() {
    insert();
    Database.execute("ALTER TABLE " + table + " ADD CHECK (octet_length(payload) < 10)");
    pool.failNextClose(new IllegalStateException("the pool is closed"));
    assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[10])))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDataRefused()).isTrue());
  }

  @Test
  void aConnectionWithAnAnswerThatNobodyReadIsNotUsedAgain() {
    PGSimpleDataSource dataSource = role.dataSource();
    dataSource.setSocketFactory(FailingSockets.class.getName());
    KeptConnection kept = new KeptConnection(dataSource);
    PgDurableEventStore torn = PgDurableEventStore.builder(kept.dataSource()).table(table).build();
    torn.insert(Payload.wrap(new byte[] {1}));
    assertThat(kept.made()).isEqualTo(1);

    FailingSockets.FAIL_NEXT_READ.set(true);
    assertThatThrownBy(() -> torn.insert(Payload.wrap(new byte[] {2})))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(torn.markDeliveredBatch(ME, new long[] {-1}))
        .as("not the answer to the insert")
        .isZero();
    assertThat(kept.made()).isEqualTo(2);
  }

  @Test
  void aConnectionToAServerThatWasDemotedIsCut() {
    insert();
    role.alter("SET default_transaction_read_only = on");
    PgDurableEventStore demoted =
        PgDurableEventStore.builder(new KeptConnection(role.dataSource()).dataSource())
            .table(table)
            .build();
    for (int made = 1; made <= 3; made++) {
      KeptConnection kept = new KeptConnection(role.dataSource());
      PgDurableEventStore readOnly =
          PgDurableEventStore.builder(kept.dataSource()).table(table).build();
      for (int attempt = 1; attempt <= made; attempt++) {
        assertReadOnly(readOnly);
      }
      assertThat(kept.made()).as("a connection for each failure").isEqualTo(made);
    }
    assertReadOnly(demoted);
    role.alter("RESET default_transaction_read_only");
    demoted.insert(Payload.wrap(new byte[] {1}));
  }

  private static void assertReadOnly(PgDurableEventStore store) {
    assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[] {1})))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContaining("the server is read-only");
  }

  private void insert() {
    store.insert(Payload.wrap(new byte[] {1}));
  }

  private int rows() {
    return Integer.parseInt(Database.query("SELECT count(*) FROM " + table));
  }
}
