package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Triggers that keep rows out without an error. */
@Timeout(120)
class TriggersTest {

  private static final UUID ME = new UUID(0, 1);
  private static final List<Payload> BATCH =
      List.of(payload(1), payload(2), payload(3), payload(2));

  private final String table = Database.migratedTable();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource()).table(table).build();

  @Test
  void aBatchOfWhichATriggerKeepsAPartOutIsNotStoredAtAll() {
    keepOut(table, "NEW.payload = '\\x02'");
    for (int i = 0; i < 2; i++) {
      assertKeptOut(() -> insert(BATCH), "kept out 2 of 4 rows");
      assertThat(rows(table)).isZero();
    }
    insert(List.of(payload(1), payload(3)));
    assertThat(rows(table)).isEqualTo(2);
  }

  @Test
  void norIfTheTriggerCameAfterTheFirstInsert() {
    insert(List.of(payload(1)));
    keepOut(table, "NEW.payload = '\\x02'");
    assertKeptOut(() -> insert(BATCH), "kept out 2 of 4 rows");
    assertThat(rows(table)).isEqualTo(1);
    Database.execute("DROP TRIGGER keep_out ON " + table);
    keepOut(table, "true");
    assertKeptOut(store::probe, "kept out 1 of 1 rows");
    Database.execute("DROP TRIGGER keep_out ON " + table);
    store.probe();
    insert(BATCH);
    assertThat(rows(table)).isEqualTo(5);
  }

  @Test
  void nothingIsSaidToBeStoredWhenTheReplyWasLostToo() throws Exception {
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl(
          Database.server()
              .jdbcUrl()
              .replace(":" + Database.server().port() + "/", ":" + proxy.port() + "/"));
      PgDurableEventStore cut = PgDurableEventStore.builder(dataSource).table(table).build();
      cut.insert(payload(1));
      keepOut(table, "true");
      proxy.cutNextReplyTo("INSERT INTO");
      assertThatThrownBy(() -> cut.insert(payload(2)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
      assertThat(proxy.cuts()).isEqualTo(1);
    }
    assertThat(rows(table)).isEqualTo(1);
  }

  @Test
  void whatWasDeliveredBeforeItCouldBeTakenBackIsUnknown() {
    insert(List.of(payload(1)));
    keepOut(table, "NEW.payload = '\\x02'");
    // stands for another process that delivers and removes what was stored
    Database.execute(
        "CREATE FUNCTION "
            + table
            + "_lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
            + "CREATE TRIGGER lose BEFORE DELETE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_lose()");
    assertThatThrownBy(() -> insert(BATCH))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
        .hasMessageContaining("kept out 2 of 4 rows, and the others may have been delivered");
  }

  @Test
  void aMoveThatATriggerWouldLoseIsNotDone() {
    long id = store.insert(payload(1));
    DeadLetterStore letters = store;
    List<DeadLetterRequest> requests =
        List.of(
            new DeadLetterRequest(
                id, new EventHeader("e", "s", "t"), DeadLetterReason.REJECTED, "refused"));
    keepOut(table + "_dead_letters", "true");
    assertKeptOut(() -> letters.moveToDeadLetters(ME, requests), "kept out 1 of 1 rows");
    assertThat(rows(table)).isEqualTo(1);

    Database.execute("DROP TRIGGER keep_out ON " + table + "_dead_letters");
    assertThat(letters.moveToDeadLetters(ME, requests)).isEqualTo(1);
    keepOut(table, "true");
    assertKeptOut(() -> letters.redrive(DeadLetterFilter.ALL, 10), "kept out 1 of 1 rows");
    assertThat(letters.countDeadLetters(DeadLetterFilter.ALL)).isEqualTo(1);
  }

  private void insert(List<Payload> payloads) {
    store.insertBatch(payloads);
  }

  private static void assertKeptOut(ThrowingCallable work, String reason) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDataRefused()).isTrue())
        .hasMessageContaining("a trigger or rule on the table " + reason);
  }

  private static Payload payload(int content) {
    return Payload.wrap(new byte[] {(byte) content});
  }

  private static int rows(String table) {
    return Integer.parseInt(Database.query("SELECT count(*) FROM " + table));
  }

  private static void keepOut(String table, String condition) {
    Database.execute(
        "CREATE OR REPLACE FUNCTION "
            + table
            + "_keep_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
            + condition
            + " THEN RETURN NULL; END IF; RETURN NEW; END $$;"
            + "CREATE TRIGGER keep_out BEFORE INSERT ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_keep_out()");
  }
}
