package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PgMigrationsTest {

  private final String table = Database.freshTable();
  private final String schema = table.substring(0, table.indexOf('.'));

  @Test
  void makesATableFitForAQueueAndDoesNothingTheSecondTime() {
    migrate();
    migrate();

    assertThat(Database.query("SELECT version FROM " + schema + ".durable_emitter_migrations"))
        .isEqualTo("1\n2\n3\n4\n5\n6\n7\n8");
    assertThat(
            Database.query(
                "SELECT indexname FROM pg_indexes WHERE schemaname = '"
                    + schema
                    + "'"
                    + " AND tablename = 'chip_durable_events'"))
        .as("the primary key and nothing else")
        .isEqualTo("chip_durable_events_pkey");
    assertThat(
            Database.query(
                "SELECT reloptions::text FROM pg_class WHERE oid = '" + table + "'::regclass"))
        .contains("autovacuum_vacuum_scale_factor=0", "autovacuum_vacuum_threshold=50000");
  }

  @Test
  void processesThatStartAtOnceAreSafe() throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(8);
    Callable<Boolean> start =
        () -> {
          migrate();
          return true;
        };
    for (Future<Boolean> one :
        starters.invokeAll(List.of(start, start, start, start, start, start, start, start))) {
      assertThat(one.get()).isTrue();
    }
    starters.shutdown();
  }

  @Test
  void adoptsTheTableOfTheGoPackageUnharmed() {
    makeTableOfTheGoPackage();
    Database.execute("INSERT INTO " + table + " (payload) VALUES ('\\x01'), ('\\x02')");
    Database.execute("UPDATE " + table + " SET delivered_at = now() WHERE payload = '\\x01'");
    String before =
        Database.query("SELECT relfilenode FROM pg_class WHERE oid = '" + table + "'::regclass");

    migrate();

    assertThat(
            Database.query(
                "SELECT relfilenode FROM pg_class WHERE oid = '" + table + "'::regclass"))
        .as("not rewritten")
        .isEqualTo(before);
    assertThat(
            Database.query(
                "SELECT count(*) FROM pg_indexes WHERE schemaname = '"
                    + schema
                    + "'"
                    + " AND tablename = 'chip_durable_events'"))
        .isEqualTo("4");
    DurableEventStore store =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    assertThat(
            store
                .listPending(
                    new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
                .rows())
        .extracting(DurableEvent::payload)
        .containsExactly(Payload.wrap(new byte[] {2}));
    long id = store.insert(Payload.wrap(new byte[] {3}));
    assertThat(id).isGreaterThan(2);
  }

  @Test
  void aDefaultStorePurgesWhatAGoProcessMarkedAndNothingElse() {
    makeTableOfTheGoPackage();
    Database.execute(
        "INSERT INTO " + table + " (payload) SELECT '\\x00' FROM generate_series(1, 9)");
    Database.execute("UPDATE " + table + " SET delivered_at = now() WHERE id % 2 = 1");
    migrate();
    PgDurableEventStore store =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    assertThat(store.purgeDelivered(PendingCursor.START, 100).count()).isEqualTo(5);
    Database.execute("UPDATE " + table + " SET delivered_at = now() WHERE id = 4");
    assertThat(store.purgeDelivered(PendingCursor.START, 100).count())
        .as("marked while our hosts run")
        .isEqualTo(1);
    assertThat(Database.query("SELECT id FROM " + table + " ORDER BY id")).isEqualTo("2\n6\n8");
  }

  @Test
  void theIndexesOfGoHostsAreAddedWhereTheyAreMissing() {
    migrate();
    assertThat(PgMigrations.addGoIndexes(Database.dataSource(), table))
        .containsExactly(table + "_created", table + "_pending", table + "_delivered");
    assertThat(PgMigrations.addGoIndexes(Database.dataSource(), table)).isEmpty();
    assertThat(indexes()).hasSize(4);
    Database.execute("DROP INDEX " + table + "_pending");
    assertThat(PgMigrations.addGoIndexes(Database.dataSource(), table))
        .containsExactly(table + "_pending");
    PgMigrations.goIndexesSql(table).lines().forEach(Database::execute);
    assertThat(indexes()).as("by hand the same").hasSize(4);
  }

  @Test
  void theIndexesThatTheGoPackageMadeItselfAreFoundUnderTheirOwnNames() {
    makeTableOfTheGoPackage();
    migrate();
    assertThat(PgMigrations.addGoIndexes(Database.dataSource(), table)).isEmpty();
    assertThat(indexes()).hasSize(4);
  }

  private List<String> indexes() {
    return Database.query(
            "SELECT indexname FROM pg_indexes WHERE schemaname = '"
                + schema
                + "' AND tablename = 'chip_durable_events'")
        .lines()
        .toList();
  }

  @Test
  void aTableOfAnotherShapeIsRefusedByNameAndLeftAlone() {
    Database.execute("CREATE SCHEMA " + schema);
    Database.execute(
        "CREATE TABLE " + table + " (id BIGINT PRIMARY KEY, payload TEXT, tenant INT NOT NULL)");
    assertThatThrownBy(this::migrate)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("column payload is text but must be bytea")
        .hasMessageContaining("column created_at is missing, add it as timestamp with time zone")
        .hasMessageContaining("column tenant must be nullable or have a default");
    assertThat(
            Database.query("SELECT to_regclass('" + schema + ".durable_emitter_migrations')::text"))
        .as("rolled back")
        .isIn("", "null");
  }

  @Test
  void theScriptDoesTheSameByHandAndMayRunTwice() {
    String script = PgMigrations.sql(table);
    Database.execute(script);
    Database.execute(script);
    assertThatCode(this::migrate).doesNotThrowAnyException();
    DurableEventStore store =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    assertThat(store.insert(Payload.wrap(new byte[] {1}))).isPositive();
  }

  @Test
  void hostileNamesAreRefusedBeforeTheyReachTheDatabase() {
    for (String name :
        List.of("a.b; DROP TABLE x", "\"a\".b", "A.b", "a.b.c", "", ".", "a.", "1a.b", "a.b\n")) {
      assertThatThrownBy(() -> PgMigrations.migrate(Database.dataSource(), name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a table name; write schema.table");
    }
  }

  @Test
  void aTableFullOfRowsIsNotRewritten() {
    makeTableOfTheGoPackage();
    Database.execute(
        "INSERT INTO " + table + " (payload) SELECT '\\x00' FROM generate_series(1, 100000)");
    String fileOfTable = "SELECT relfilenode FROM pg_class WHERE oid = '" + table + "'::regclass";
    String before = Database.query(fileOfTable);

    migrate();

    assertThat(Database.query(fileOfTable)).isEqualTo(before);
    assertThat(Database.query("SELECT sum(attempts) FROM " + table)).isEqualTo("0");
    DurableEventStore store =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    PageRequest all = new PageRequest(Duration.ZERO, PendingCursor.START, 100, Long.MAX_VALUE);
    assertThat(store.claim(new UUID(0, 1), Duration.ofMinutes(1), all).rows()).hasSize(100);
  }

  @Test
  void theScriptContainsEveryStep() {
    assertThat(PgMigrations.sql(table))
        .contains("-- 3: leases", "ADD COLUMN IF NOT EXISTS claim_owner UUID")
        .contains("-- 4: dead letters", "\"chip_durable_events_dead_letters\" (\n  id BIGSERIAL");
  }

  @Test
  void aTableOfDeadLettersOfAnotherShapeIsRefused() {
    Database.execute("CREATE SCHEMA " + schema);
    Database.execute("CREATE TABLE " + table + "_dead_letters (id BIGINT, payload TEXT)");
    assertThatThrownBy(this::migrate)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is not a table of dead letters")
        .hasMessageContaining("column payload is text but must be bytea")
        .hasMessageContaining("column reason is missing, add it as text");
  }

  @Test
  void aNameThatLeavesNoRoomForThatOfItsDeadLettersIsRefused() {
    String longest = schema + "." + "x".repeat(50);
    PgMigrations.migrate(Database.dataSource(), longest);
    assertThat(Database.query("SELECT to_regclass('" + longest + "_dead_letters') IS NULL"))
        .isEqualTo("f");
    assertThatThrownBy(() -> PgMigrations.migrate(Database.dataSource(), longest + "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 51 characters but must have at most 50");
  }

  private void makeTableOfTheGoPackage() {
    Database.execute("CREATE SCHEMA " + schema);
    Database.execute(
        "CREATE TABLE "
            + table
            + " (id BIGSERIAL PRIMARY KEY, payload BYTEA NOT NULL,"
            + " created_at TIMESTAMPTZ NOT NULL DEFAULT now(), delivered_at TIMESTAMPTZ NULL)");
    Database.execute("CREATE INDEX a ON " + table + " (created_at)");
    Database.execute("CREATE INDEX b ON " + table + " (created_at) WHERE delivered_at IS NULL");
    Database.execute(
        "CREATE INDEX c ON " + table + " (delivered_at) WHERE delivered_at IS NOT NULL");
  }

  private void migrate() {
    PgMigrations.migrate(Database.dataSource(), table);
  }
}
