package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What only a real PostgreSQL can show of claims and dead letters. */
@Timeout(120)
class PgClaimsTest {

  private static final UUID ME = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final DeadLetterRequest FIRST =
      new DeadLetterRequest(
          1, new EventHeader("e", "s", "t"), DeadLetterReason.REJECTED, "refused");

  private final String table = Database.migratedTable();
  private final PgDurableEventStore store = store();

  private PgDurableEventStore store() {
    return PgDurableEventStore.builder(Database.dataSource()).table(table).build();
  }

  @Test
  void aRowOfAWriterThatKnowsOnlyItsFourColumnsIsClaimedAlike() {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload, created_at, delivered_at) VALUES ('\\xcafe', now(), NULL)");
    List<ClaimedEvent> claimed = claim(store, ME, 10);
    assertThat(claimed).hasSize(1);
    assertThat(claimed.get(0).event().payload().toByteArray()).containsExactly(0xca, 0xfe);
    assertThat(claimed.get(0).attempts()).isEqualTo(1);
    assertThat(store.markDelivered(claimed.get(0).event().id())).isTrue();
  }

  @Test
  void aLeaseEndsByTheClockOfTheDatabase() {
    store.insert(Payload.wrap(new byte[] {1}));
    claim(store, ME, 1);
    assertThat(claim(store, OTHER, 1)).isEmpty();
    Database.execute("UPDATE " + table + " SET claimed_until = clock_timestamp()");
    assertThat(claim(store, OTHER, 1)).extracting(ClaimedEvent::attempts).containsExactly(2);
  }

  @Test
  void aLeaseLastsFromTheMomentThatItIsWritten() {
    Database.execute(
        "CREATE FUNCTION "
            + table
            + "_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3);"
            + " RETURN NEW; END $$;"
            + "CREATE TRIGGER wait BEFORE UPDATE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_wait()");
    String later =
        "SELECT max(claimed_until) - min(claimed_until) >= interval '300 milliseconds' FROM "
            + table;
    long[] ids = {
      store.insert(Payload.wrap(new byte[] {1})), store.insert(Payload.wrap(new byte[] {2}))
    };
    claim(store, ME, 2);
    assertThat(Database.query(later)).as("claimed").isEqualTo("t");
    store.renewClaims(ME, ids, Duration.ofMinutes(10));
    assertThat(Database.query(later)).as("renewed").isEqualTo("t");
  }

  @Test
  void storesThatClaimAtOnceGetDisjointRows() throws Exception {
    Database.execute(
        "INSERT INTO " + table + " (payload) SELECT '\\x00' FROM generate_series(1, 10000)");
    List<Callable<List<Long>>> work = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      PgDurableEventStore one = store();
      UUID owner = new UUID(1, i % 3);
      work.add(
          () -> {
            List<Long> mine = new ArrayList<>();
            int got;
            do {
              List<ClaimedEvent> page = claim(one, owner, 100);
              got = page.size();
              page.forEach(claimed -> mine.add(claimed.event().id()));
            } while (got > 0);
            return mine;
          });
    }
    List<Long> all = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    for (Future<List<Long>> one : threads.invokeAll(work)) {
      all.addAll(one.get());
    }
    threads.shutdown();
    claim(store, ME, 10_000).forEach(claimed -> all.add(claimed.event().id()));
    assertThat(all).hasSize(10_000).doesNotHaveDuplicates();
  }

  @Test
  void aGenericPlanWalksThePrimaryKey() throws Exception {
    String claim =
        "(bigint, bigint, bigint, int, bigint, uuid, bigint) AS " + numbered(ClaimSql.CLAIM);
    String claimOf = "(5, 90000, 0, 500, 1000000, '" + ME + "', 1000)";
    String list = "(bigint, bigint, bigint, int, bigint) AS " + numbered(QueueSql.LIST_PENDING);
    String listOf = "(5, 90000, 0, 500, 1000000)";
    String slice = "(bigint, bigint, bigint, int) AS ";
    String sliceOf = "(5, 90000, 0, 500)";
    String renew = "(bigint[], uuid, uuid, bigint) AS " + numbered(ClaimSql.RENEW);
    String renewOf = "('{1,2,3}', '" + ME + "', '" + ME + "', 1000)";
    assertThat(genericPlan(claim, claimOf)).as("empty").doesNotContain("Seq Scan");
    Database.execute(
        "INSERT INTO " + table + " (payload) SELECT '\\x00' FROM generate_series(1, 100000)");
    for (int i = 0; i < 2; i++) {
      assertThat(genericPlan(claim, claimOf))
          .contains("Index Scan using chip_durable_events_pkey")
          .doesNotContain("Seq Scan", "Sort Key: chip_durable_events");
      for (String plan :
          List.of(
              genericPlan(list, listOf),
              genericPlan(slice + numbered(QueueSql.DELETE_EXPIRED), sliceOf),
              genericPlan(slice + numbered(QueueSql.PURGE), sliceOf))) {
        assertThat(plan)
            .contains("Index Scan using chip_durable_events_pkey")
            .doesNotContain("Seq Scan", "Sort");
      }
      assertThat(genericPlan(renew, renewOf)).doesNotContain("Seq Scan");
      Database.execute("ANALYZE " + table);
    }
  }

  @Test
  void aPageOfDeadLettersWalksTheirPrimaryKey() throws Exception {
    Database.execute(
        "INSERT INTO "
            + table
            + "_dead_letters (row_id, event_id, source, type, payload, created_at, reason)"
            + " SELECT i, 'e', 's', 't', '\\x00', now(), 'rejected' FROM"
            + " generate_series(1, 50000) i; ANALYZE "
            + table
            + "_dead_letters");
    DeadLetterFilter rejected = DeadLetterFilter.ALL.withReason(DeadLetterReason.REJECTED);
    for (String plan :
        List.of(
            genericPlan(
                "(bigint, int, bigint) AS "
                    + numbered(DeadLetterSql.filtered(DeadLetterSql.LIST, DeadLetterFilter.ALL)),
                "(5, 9, 1000)"),
            genericPlan(
                "(text, bigint, int, bigint) AS "
                    + numbered(DeadLetterSql.filtered(DeadLetterSql.LIST, rejected)),
                "('rejected', 5, 9, 1000)"),
            genericPlan(
                "(text, int) AS "
                    + numbered(DeadLetterSql.filtered(DeadLetterSql.DISCARD, rejected)),
                "('rejected', 9)"))) {
      assertThat(plan)
          .contains("Index Scan using chip_durable_events_dead_letters_pkey")
          .doesNotContain("Seq Scan", "Sort");
    }
  }

  private static String genericPlan(String prepared, String arguments) throws Exception {
    try (Connection connection = Database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET plan_cache_mode = force_generic_plan");
      statement.execute("PREPARE planned" + prepared);
      StringBuilder plan = new StringBuilder();
      try (ResultSet lines = statement.executeQuery("EXPLAIN EXECUTE planned" + arguments)) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }

  private String numbered(String statement) {
    String numbered = new Sql(TableName.parse(table), true).of(statement);
    for (int i = 1; numbered.indexOf('?') >= 0; i++) {
      numbered = numbered.replaceFirst("\\?", "\\$" + i);
    }
    return numbered;
  }

  @Test
  void movesInsistOnAFlushedCommitAndLeasesDoNot() throws Exception {
    Database.execute(
        "CREATE TABLE "
            + table
            + "_log (op text, setting text);"
            + "CREATE FUNCTION "
            + table
            + "_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "
            + table
            + "_log VALUES (TG_OP, current_setting('synchronous_commit')); RETURN NULL; END $$;"
            + "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_note()");
    try (Connection connection = Database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      PgDurableEventStore sharing =
          PgDurableEventStore.builder(new OneConnection(connection)).table(table).build();
      sharing.insert(Payload.wrap(new byte[] {1}));
      claim(sharing, ME, 1);
      sharing.backOff(ME, List.of(new BackOff(1, Duration.ZERO, "no answer")));
      statement.execute("SET synchronous_commit = off");
      sharing.moveToDeadLetters(ME, List.of(FIRST));
      sharing.redrive(DeadLetterFilter.ALL, 1);
      try (ResultSet result = statement.executeQuery("SHOW synchronous_commit")) {
        result.next();
        assertThat(result.getString(1)).isEqualTo("off");
      }
    }
    assertThat(Database.query("SELECT op || ' ' || setting FROM " + table + "_log"))
        .isEqualTo("INSERT on\nUPDATE off\nUPDATE off\nDELETE on\nINSERT on");
  }

  @Test
  void aMoveWhoseConnectionEndsInTheMiddleLeavesTheRowInTheQueue() {
    store.insert(Payload.wrap(new byte[] {1}));
    Database.execute(
        "CREATE FUNCTION "
            + table
            + "_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;"
            + "CREATE TRIGGER end_it BEFORE INSERT ON "
            + table
            + "_dead_letters FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_end()");
    assertUnknown();
    assertThat(whereItIs()).isEqualTo("1 0");
    Database.execute("DROP TRIGGER end_it ON " + table + "_dead_letters");
    assertThat(store.moveToDeadLetters(ME, List.of(FIRST))).isEqualTo(1);
    assertThat(whereItIs()).isEqualTo("0 1");
  }

  private void assertUnknown() {
    assertThatThrownBy(() -> store.moveToDeadLetters(ME, List.of(FIRST)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
  }

  @Test
  void aMoveWhoseReplyIsLostIsDoneOnce() throws Exception {
    store.insert(Payload.wrap(new byte[] {1}));
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl(
          Database.server()
              .jdbcUrl()
              .replace(":" + Database.server().port() + "/", ":" + proxy.port() + "/"));
      PgDurableEventStore cut = PgDurableEventStore.builder(dataSource).table(table).build();
      proxy.cutNextReplyTo("gone AS (");
      assertThatThrownBy(() -> cut.moveToDeadLetters(ME, List.of(FIRST)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
      assertThat(proxy.cuts()).isEqualTo(1);
      assertThat(cut.moveToDeadLetters(ME, List.of(FIRST))).isZero();
    }
    assertThat(whereItIs()).isEqualTo("0 1");
  }

  private String whereItIs() {
    return Database.query(
        "SELECT (SELECT count(*) FROM "
            + table
            + ") || ' ' || (SELECT count(*) FROM "
            + table
            + "_dead_letters)");
  }

  private static List<ClaimedEvent> claim(PgDurableEventStore from, UUID owner, int limit) {
    return from.claim(
            owner,
            Duration.ofMinutes(10),
            new PageRequest(Duration.ZERO, PendingCursor.START, limit, Long.MAX_VALUE))
        .rows();
  }
}
