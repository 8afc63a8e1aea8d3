package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What only a real PostgreSQL can show. */
@Timeout(120)
class PgBehaviourTest {

  private final String table = Database.migratedTable();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource()).table(table).build();

  @Test
  void aRowOfAnotherWriterIsListed() {
    Database.execute("INSERT INTO " + table + " (payload) VALUES ('\\xcafe')");
    assertThat(pending())
        .extracting(DurableEvent::payload)
        .containsExactly(Payload.wrap(new byte[] {(byte) 0xca, (byte) 0xfe}));
  }

  @Test
  void insertsInsistOnAFlushedCommitAndRemovalsDoNotAndNeitherLeaksIntoTheSession()
      throws Exception {
    Database.execute(
        "CREATE TABLE "
            + table
            + "_log (op text, setting text);"
            + "CREATE FUNCTION "
            + table
            + "_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO "
            + table
            + "_log VALUES (TG_OP, current_setting('synchronous_commit'));"
            + " RETURN NULL; END $$;"
            + "CREATE TRIGGER note AFTER INSERT OR DELETE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_note()");
    try (Connection connection = Database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      PgDurableEventStore sharing =
          PgDurableEventStore.builder(new OneConnection(connection)).table(table).build();
      long id = sharing.insert(Payload.wrap(new byte[] {1}));
      statement.execute("SET synchronous_commit = on");
      sharing.markDelivered(id);
      try (ResultSet result = statement.executeQuery("SHOW synchronous_commit")) {
        result.next();
        assertThat(result.getString(1)).isEqualTo("on");
      }
    }
    assertThat(Database.query("SELECT op || ' ' || setting FROM " + table + "_log"))
        .isEqualTo("INSERT on\nDELETE off");
  }

  @Test
  void aPageOfABacklogIsARangeScanOfThePrimaryKey() {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload) SELECT '\\x00' FROM generate_series(1, 100000);"
            + " ANALYZE "
            + table);
    String plan =
        Database.query(
            "EXPLAIN SELECT id, payload, created_at FROM "
                + table
                + " WHERE delivered_at IS NULL AND id > 50000"
                + " AND created_at <= now() - 10 * interval '1 microsecond' ORDER BY id LIMIT 500");
    assertThat(plan).contains("Index Scan using chip_durable_events_pkey").doesNotContain("Sort");
    assertThat(
            store
                .listPending(
                    new PageRequest(Duration.ZERO, PendingCursor.START, 500, Long.MAX_VALUE))
                .rows())
        .hasSize(500);

    // a look that takes long is told only once it is whole
    Eventually.equal(true, () -> look().depth() == 100_000);
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload) SELECT '\\x00' FROM generate_series(1, 50000);"
            + " ANALYZE "
            + table);
    Eventually.equal(true, () -> Math.abs(look().depth() - 150_000) <= 10_000);
    DurableQueueStats stats = look();
    assertThat(stats.estimated()).isTrue();
    assertThat(stats.payloadBytes()).isBetween(140_000L, 160_000L);
  }

  private DurableQueueStats look() {
    return store.observeQueue(Duration.ofHours(1), Duration.ZERO);
  }

  @Test
  void rowsThatAnotherMarkedArePurgedOnceTheyWereKeptLongEnough() {
    PgDurableEventStore keeping =
        PgDurableEventStore.builder(Database.dataSource())
            .table(table)
            .keepDelivered(Duration.ofHours(1))
            .build();
    for (int i = 0; i < 3; i++) {
      store.insert(Payload.wrap(new byte[] {1}));
    }
    Database.execute("UPDATE " + table + " SET delivered_at = now() WHERE id = 1");
    assertThat(keeping.markDelivered(2)).isTrue();
    assertThat(keeping.purgeDelivered(PendingCursor.START, 10).count()).as("too early").isZero();
    Database.execute("UPDATE " + table + " SET delivered_at = delivered_at - interval '1 hour'");
    assertThat(keeping.purgeDelivered(PendingCursor.START, 1).count()).isEqualTo(1);
    assertThat(store.purgeDelivered(PendingCursor.START, 10).count())
        .as("also by who removes at once")
        .isEqualTo(1);
    assertThat(pending()).hasSize(1);
    assertThatThrownBy(
            () ->
                PgDurableEventStore.builder(Database.dataSource())
                    .keepDelivered(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keepDelivered must not be negative");
  }

  @Test
  void aRowBehindAGapOfTheSequenceIsFoundInFewSteps() {
    Database.execute("SELECT setval('" + table + "_id_seq', 1000000000000)");
    long id = store.insert(Payload.wrap(new byte[] {1}));
    // its steps take no time, so each makes the next one larger
    PgDurableEventStore quick =
        PgDurableEventStore.builder(Database.dataSource()).table(table).ticker(() -> 0).build();
    PendingCursor after = PendingCursor.START;
    Page<DurableEvent> page;
    int steps = 0;
    do {
      page = quick.listPending(new PageRequest(Duration.ZERO, after, 10, Long.MAX_VALUE));
      after = page.next();
      steps++;
    } while (page.rows().isEmpty() && page.more());
    assertThat(page.rows()).extracting(DurableEvent::id).containsExactly(id);
    assertThat(steps).isLessThanOrEqualTo(15);
  }

  @Test
  void aSequenceThatWasSetBackIsAnErrorThatSaysHowToMendIt() {
    store.insert(Payload.wrap(new byte[] {1}));
    Database.execute("SELECT setval('" + table + "_id_seq', 1, false)");
    PgDurableEventStore restarted =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();

    assertThatThrownBy(() -> restarted.insert(Payload.wrap(new byte[] {2})))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContaining("are in use already, as after restoring an older backup")
        .hasMessageContaining("SELECT setval('" + table + "_id_seq'");
    assertThat(pending()).hasSize(1);

    Database.execute("SELECT setval('" + table + "_id_seq', (SELECT max(id) FROM " + table + "))");
    restarted.insert(Payload.wrap(new byte[] {2}));
    assertThat(pending()).hasSize(2);
  }

  @Test
  void aRefusedRowFailsItsBatchWithoutTellingThePayload() {
    Database.execute("ALTER TABLE " + table + " ADD CHECK (octet_length(payload) < 10)");
    assertThatThrownBy(
            () ->
                store.insertBatch(
                    List.of(
                        Payload.wrap(new byte[] {1}),
                        Payload.wrap(
                            "canary canary".getBytes(java.nio.charset.StandardCharsets.UTF_8)))))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContaining("violates check constraint")
        .hasMessageNotContaining("canary")
        .hasMessageNotContaining("63616e617279");
    assertThat(pending()).isEmpty();
  }

  @Test
  void errorsSayWhatToDo() {
    PgDurableEventStore missing =
        PgDurableEventStore.builder(Database.dataSource()).table("nowhere.events").build();
    assertThatThrownBy(() -> missing.insert(Payload.wrap(new byte[] {1})))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("run PgMigrations.migrate");
    assertThatThrownBy(
            () ->
                missing
                    .listPending(
                        new PageRequest(Duration.ZERO, PendingCursor.START, 1, Long.MAX_VALUE))
                    .rows())
        .hasMessageContaining("run PgMigrations.migrate");

    PGSimpleDataSource closed = new PGSimpleDataSource();
    closed.setServerNames(new String[] {"127.0.0.1"});
    closed.setPortNumbers(new int[] {1});
    closed.setUser("u");
    assertThatThrownBy(
            () -> PgDurableEventStore.builder(closed).build().insert(Payload.wrap(new byte[0])))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
        .hasMessageContaining("no connection to the database");
  }

  @Test
  void aLockedTableTimesOutAndTheInsertCanBeTriedAgain() throws Exception {
    PgDurableEventStore impatient =
        PgDurableEventStore.builder(Database.dataSource())
            .table(table)
            .statementTimeout(Duration.ofSeconds(1))
            .build();
    impatient.insert(Payload.wrap(new byte[] {1}));
    try (Connection connection = Database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table);
      assertThatThrownBy(() -> impatient.insert(Payload.wrap(new byte[] {2})))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE))
          .hasMessageContaining("took longer than its timeout");
      connection.rollback();
    }
    impatient.insert(Payload.wrap(new byte[] {2}));
    assertThat(pending()).hasSize(2);
  }

  @Test
  void aServerThatIsKilledAndComesBackIsUsedAgain() {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      PgMigrations.migrate(server.dataSource());
      PgDurableEventStore other = PgDurableEventStore.builder(server.dataSource()).build();
      long id = other.insert(Payload.wrap(new byte[] {1}));
      server.killServer();
      assertThatThrownBy(() -> other.insert(Payload.wrap(new byte[] {2})))
          .isInstanceOf(StoreException.class);
      server.restart();
      assertThat(
              other
                  .listPending(
                      new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
                  .rows())
          .extracting(DurableEvent::id)
          .containsExactly(id);
      assertThat(other.insert(Payload.wrap(new byte[] {3}))).isGreaterThan(id);
    }
  }

  @Test
  void idsAreTakenAheadAndAStaleBlockIsThrownAway() {
    AtomicLong ticks = new AtomicLong();
    Sql sql = new Sql(TableName.parse(table), true);
    Connections connections = new Connections(Database.dataSource(), Duration.ofSeconds(5));
    RowIds rowIds =
        new RowIds(
            connections, sql, new QueueTable(connections, TableName.parse(table)), ticks::get);
    long[] first = rowIds.take(1);
    long[] second = rowIds.take(3);
    assertThat(second).startsWith(first[0] + 1).isSorted().hasSize(3);
    ticks.addAndGet(RowIds.MAX_AGE_NANOS + 1);
    assertThat(rowIds.take(1)[0]).as("from a new block").isGreaterThan(second[2] + 1);
    assertThat(rowIds.take(5_000)).as("as many as needed").hasSize(5_000).doesNotHaveDuplicates();
  }

  private List<DurableEvent> pending() {
    return store
        .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 100, Long.MAX_VALUE))
        .rows();
  }
}
