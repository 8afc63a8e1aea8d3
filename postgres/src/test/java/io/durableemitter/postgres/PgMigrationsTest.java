package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.StoreException;
import java.time.Duration;
import java.util.List;
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
        .isEqualTo("1\n2\n3\n4");
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
    assertThat(store.listPending(Duration.ZERO, PendingCursor.START, 10))
        .extracting(DurableEvent::payload)
        .containsExactly(Payload.wrap(new byte[] {2}));
    long id = store.insert(Payload.wrap(new byte[] {3}));
    assertThat(id).isGreaterThan(2);
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

  private void migrate() {
    PgMigrations.migrate(Database.dataSource(), table);
  }
}
