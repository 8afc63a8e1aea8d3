package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.TransactionalInsert;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows that are stored in a transaction of the caller's. */
@Timeout(120)
class TransactionalInsertTest {

  private static final UUID ME = new UUID(0, 1);
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration DUE = Duration.ofMinutes(1);

  private final String table = Database.migratedTable();
  private final AtomicLong nanos = new AtomicLong();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource()).table(table).ticker(nanos::get).build();
  private final Connection connection = begin();

  private static Connection begin() {
    try {
      Connection connection = Database.dataSource().getConnection();
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void rowsAreThereWithTheCommitAndNotBefore() throws SQLException {
    TransactionalInsert insert = insert(3);
    assertThat(claim(insert)).as("not committed").isEmpty();
    assertThat(store.listPending(all(Duration.ZERO)).rows()).isEmpty();
    connection.commit();
    assertThat(claim(insert))
        .extracting(one -> one.event().id())
        .isEqualTo(insert.ids())
        .isSorted();
  }

  @Test
  void rowsOfAListKeepTheirOrder() throws SQLException {
    List<Payload> payloads = IntStream.range(0, 300).mapToObj(this::payload).toList();
    TransactionalInsert insert = store.insertInTransaction(connection, payloads, DUE);
    connection.commit();
    assertThat(claim(insert)).extracting(one -> one.event().payload()).isEqualTo(payloads);
  }

  @Test
  void aRollbackLeavesNothingAndSoDoesOneToASavepoint() throws SQLException {
    TransactionalInsert kept = insert(1);
    Savepoint savepoint = connection.setSavepoint();
    TransactionalInsert undone = insert(1);
    connection.rollback(savepoint);
    connection.commit();
    TransactionalInsert rolledBack = insert(1);
    connection.rollback();

    assertThat(claim(undone)).isEmpty();
    assertThat(claim(rolledBack)).isEmpty();
    assertThat(claim(kept)).hasSize(1);
  }

  @Test
  void nobodyClaimsARowBeforeItIsDueButByItsId() throws SQLException {
    insert(1);
    connection.commit();
    assertThat(claimAll(Duration.ZERO)).as("it is to be handed over").isEmpty();
    Database.passTime(table, DUE);
    assertThat(claimAll(Duration.ofDays(1))).as("due, however young").hasSize(1);
  }

  @Test
  void aRowThatWasPutOffIsNotClaimedByItsIdEither() throws SQLException {
    TransactionalInsert insert = insert(2);
    connection.commit();
    long[] ids = ids(insert);
    assertThat(store.claim(ME, LEASE, new long[] {ids[0]}, 1_000)).hasSize(1);
    for (long id : ids) {
      store.backOff(ME, List.of(new BackOff(id, Duration.ofHours(1), "refused")));
    }
    assertThat(claim(insert)).isEmpty();
    Database.passTime(table, DUE);
    assertThat(claimAll(Duration.ZERO)).isEmpty();
  }

  @Test
  void aRowIsAsOldAsItsInsertNotAsItsTransaction() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(0.05)");
    }
    insert(1);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(created_at) - now() >= interval '50 milliseconds' FROM " + table)) {
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }

  @Test
  void theCommitIsFlushedWhateverTheSessionSays() throws SQLException {
    setting("SET synchronous_commit = off");
    connection.commit();
    insert(1);
    assertThat(setting("SHOW synchronous_commit")).isEqualTo("on");
    connection.commit();
    assertThat(setting("SHOW synchronous_commit")).as("of the session").isEqualTo("off");
  }

  /** Its ids were taken long before others that are delivered, removed and passed over by scans. */
  @Test
  void aTransactionThatIsOpenForLongIsFoundByTheScans() throws SQLException {
    TransactionalInsert early = insert(1);
    for (int i = 0; i < 5; i++) {
      long[] ids = store.insertBatch(List.of(payload(1), payload(2)));
      assertThat(claimAll(Duration.ZERO)).hasSize(2);
      assertThat(store.markDeliveredBatch(ME, ids)).isEqualTo(2);
      nanos.addAndGet(LowWater.SETTLED_NANOS);
    }
    connection.commit();
    nanos.addAndGet(LowWater.FRESH_NANOS);
    Database.passTime(table, DUE);

    assertThat(claimAll(Duration.ZERO)).extracting(one -> one.event().id()).isEqualTo(early.ids());
  }

  @Test
  void aConnectionWithoutATransactionThatMayWriteIsRefusedByName() throws SQLException {
    connection.setReadOnly(true);
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read-only");
    connection.setReadOnly(false);
    connection.setAutoCommit(true);
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("autocommit")
        .hasMessageContaining("setAutoCommit(false)");
    connection.close();
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("closed");
    assertThat(Database.query("SELECT count(*) FROM " + table)).isEqualTo("0");
  }

  @Test
  void aTransactionThatIsReadOnlyForTheServerIsRefused() throws SQLException {
    setting("SET TRANSACTION READ ONLY");
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the transaction is read-only")
        .hasMessageContaining("can only be rolled back");
  }

  @Test
  void aConnectionOfAnotherDatabaseIsRefused() throws SQLException {
    String name = "other_" + table.replace('.', '_');
    Database.execute("CREATE DATABASE " + name);
    PGSimpleDataSource other = new PGSimpleDataSource();
    other.setUrl(Database.server().jdbcUrl());
    other.setDatabaseName(name);
    PgMigrations.migrate(other, table);
    assertThat(claimAll(Duration.ZERO)).as("the store has been used").isEmpty();
    assertRefusedAsOfAnother(other.getConnection());
  }

  /** Databases that were made in the same way have the same numbers. */
  @Test
  void aConnectionOfTheSameDatabaseOfAnotherServerIsRefused() throws SQLException {
    assertThat(claimAll(Duration.ZERO)).as("the store has been used").isEmpty();
    try (EmbeddedPostgresServer other = EmbeddedPostgresServer.temporary()) {
      PgMigrations.migrate(other.dataSource(), table);
      assertRefusedAsOfAnother(other.dataSource().getConnection());
    }
  }

  private void assertRefusedAsOfAnother(Connection of) throws SQLException {
    try (Connection other = of) {
      other.setAutoCommit(false);
      assertThatThrownBy(() -> store.insertInTransaction(other, List.of(payload(1)), DUE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of another database")
          .hasMessageContaining(table);
      try (Statement statement = other.createStatement();
          ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
        row.next();
        assertThat(row.getLong(1)).as("and the transaction goes on").isZero();
      }
    }
  }

  @Test
  void aTableInWhichEventsCouldVanishIsRefused() {
    Database.execute("ALTER TABLE " + table + " SET UNLOGGED");
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("UNLOGGED");
  }

  @Test
  void aTriggerThatKeepsARowOutFailsTheEmit() {
    keepRowsOut();
    assertThatThrownBy(() -> insert(2))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("kept out 2 of 2 rows")
        .hasMessageContaining("can only be rolled back");
  }

  @Test
  void soDoesOneThatComesAfterTheConnectionsFirstEmit() throws SQLException {
    insert(1);
    connection.commit();
    keepRowsOut();
    assertThatThrownBy(() -> insert(1))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("kept out 1 of 1 rows");
    connection.commit();
    assertThat(Database.query("SELECT count(*) FROM " + table)).isEqualTo("1");
  }

  @Test
  void anIdIsThatOfTheRowWhateverATriggerStores() throws SQLException {
    Database.execute(
        """
        CREATE TABLE {t}_audit (id bigserial);
        INSERT INTO {t}_audit SELECT 1000 + g FROM generate_series(1, 10) g;
        SELECT setval('{t}_audit_id_seq', 5000);
        CREATE FUNCTION {t}_audit() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO {t}_audit DEFAULT VALUES; RETURN NEW; END $$;
        CREATE TRIGGER audit AFTER INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_audit();
        CREATE TRIGGER audit_before BEFORE INSERT ON {t} FOR EACH ROW EXECUTE FUNCTION {t}_audit()
        """
            .replace("{t}", table));
    TransactionalInsert insert = insert(1);
    connection.commit();
    assertThat(insert.ids())
        .containsExactly(Long.valueOf(Database.query("SELECT max(id) FROM " + table)));
  }

  private void keepRowsOut() {
    Database.execute(
        "CREATE FUNCTION "
            + table
            + "_drop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
            + "CREATE TRIGGER keep_out BEFORE INSERT ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_drop()");
  }

  @Test
  void anApplicationNeedsTheRightToInsertAndNoOther() throws SQLException {
    LimitedRole role = new LimitedRole(table);
    role.revoke("SELECT, UPDATE, DELETE ON " + table);
    role.revoke("ALL ON " + table + "_dead_letters");
    try (Connection limited = role.dataSource().getConnection()) {
      limited.setAutoCommit(false);
      TransactionalInsert insert = store.insertInTransaction(limited, List.of(payload(1)), DUE);
      limited.commit();
      assertThat(claim(insert)).hasSize(1);
    }
  }

  @Test
  void twoThreadsOnOneConnectionGetRowsOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<TransactionalInsert>> inserts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      inserts.add(threads.submit(() -> insert(1)));
    }
    List<Long> ids = new ArrayList<>();
    for (Future<TransactionalInsert> one : inserts) {
      ids.addAll(one.get().ids());
    }
    threads.shutdown();
    connection.commit();
    assertThat(ids).hasSize(200).doesNotHaveDuplicates();
    assertThat(Database.query("SELECT count(*) FROM " + table)).isEqualTo("200");
  }

  @Test
  void whetherItsTransactionIsOpenIsSeen() throws SQLException {
    TransactionalInsert committed = insert(1);
    assertThat(committed.open().getAsBoolean()).isTrue();
    connection.commit();
    assertThat(committed.open().getAsBoolean()).as("committed").isFalse();

    TransactionalInsert rolledBack = insert(1);
    assertThat(committed.open().getAsBoolean()).as("another is open").isFalse();
    connection.rollback();
    assertThat(rolledBack.open().getAsBoolean()).as("rolled back").isFalse();

    TransactionalInsert failed = insert(1);
    assertThatThrownBy(() -> setting("SELECT 1 / 0")).isInstanceOf(SQLException.class);
    assertThat(failed.open().getAsBoolean()).as("lost").isFalse();
    connection.close();
    assertThat(failed.open().getAsBoolean()).as("closed").isFalse();
  }

  private String setting(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private TransactionalInsert insert(int rows) {
    return store.insertInTransaction(
        connection, IntStream.range(0, rows).mapToObj(this::payload).toList(), DUE);
  }

  private Payload payload(int number) {
    return Payload.wrap(new byte[] {(byte) (number >> 8), (byte) number});
  }

  private static long[] ids(TransactionalInsert insert) {
    return insert.ids().stream().mapToLong(Long::longValue).toArray();
  }

  private List<ClaimedEvent> claim(TransactionalInsert insert) {
    return store.claim(ME, LEASE, ids(insert), 1 << 20);
  }

  private List<ClaimedEvent> claimAll(Duration minAge) {
    return store.claim(ME, LEASE, all(minAge)).rows();
  }

  private static PageRequest all(Duration minAge) {
    return new PageRequest(minAge, PendingCursor.START, 1_000, 1 << 20);
  }
}
