package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where scans begin. */
@Timeout(120)
class LowWaterTest {

  private static final long WINDOW = 7;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String table = Database.migratedTable();
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong lookNanos = new AtomicLong();
  private final LowWater lowWater = lowWater(Database.dataSource());

  private LowWater lowWater(DataSource dataSource) {
    TableName name = TableName.parse(table);
    return new LowWater(
        new Connections(dataSource, Duration.ofSeconds(10)),
        new Sql(name, true),
        name,
        WindowSize.fixed(WINDOW),
        () -> ticks.getAndAdd(lookNanos.get()));
  }

  @Test
  void itPassesWhatIsGoneOnceItsIdsWereTakenAWhileAgo() {
    rows(1, 10);
    remove("id <= 10");
    assertThat(lowWater.mark()).as("nothing is settled").isEqualTo(LowWater.BEGINNING);
    pass(LowWater.SETTLED_NANOS - 1);
    assertThat(lowWater.mark()).isEqualTo(LowWater.BEGINNING);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(10);
    assertThat(lowWater.window(5, WindowSize.adapting()).after()).isEqualTo(10);
    assertThat(lowWater.window(11, WindowSize.adapting()).after()).isEqualTo(11);
  }

  @Test
  void itStaysBelowTheFirstRow() {
    rows(1, 10);
    remove("id IN (1, 2, 3, 7)");
    assertThat(settled()).isEqualTo(3);
    remove("id IN (4, 5)");
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(5);
  }

  @Test
  void itIsAskedOfTheDatabaseOnceASecondAtMost() {
    rows(1, 3);
    remove("id = 1");
    assertThat(settled()).isEqualTo(1);
    remove("id = 2");
    assertThat(lowWater.mark()).isEqualTo(1);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(2);
  }

  @Test
  void aRowThatIsCommittedLateIsFoundAtTheNextLookWhileLooksAreQuick() {
    rows(1, 10);
    remove("id <= 10");
    assertThat(settled()).isEqualTo(10);
    rows(4, 4);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(3);
  }

  @Test
  void aRowThatIsCommittedLateIsFoundAfterARestWhenLooksAreSlow() {
    rows(1, 10);
    remove("id <= 10");
    assertThat(settled()).isEqualTo(10);
    lookNanos.set(SLOW_NANOS);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).as("walked from the beginning, which took long").isEqualTo(10);
    lookNanos.set(0);
    rows(4, 4);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).as("still behind the late row").isEqualTo(10);
    pass(LowWater.REST * 10 * SLOW_NANOS);
    assertThat(lowWater.mark()).as("the walk that was cut ends first").isEqualTo(10);
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(3);
  }

  @Test
  void itMovesInWindowsForAWhileAndGoesOnFromThere() {
    rows(1, 10 * WINDOW);
    remove("true");
    lowWater.mark();
    pass(LowWater.SETTLED_NANOS);
    lookNanos.set(LowWater.BUDGET_NANOS);
    for (long windows = 1; windows <= 10; windows++) {
      pass(LowWater.FRESH_NANOS);
      assertThat(lowWater.mark()).isEqualTo(windows * WINDOW);
    }
  }

  @Test
  void scansGoWindowByWindowUntilTheSequenceEnds() {
    rows(1, 25);
    WindowSize ten = WindowSize.fixed(10);
    assertThat(lowWater.window(LowWater.BEGINNING, ten))
        .as("negative ids are in the first")
        .isEqualTo(new Window(LowWater.BEGINNING, 10, 10, false));
    assertThat(lowWater.window(-7, ten)).isEqualTo(new Window(-7, 10, 10, false));
    assertThat(lowWater.window(10, ten)).isEqualTo(new Window(10, 20, 10, false));
    assertThat(lowWater.window(20, ten)).isEqualTo(new Window(20, Long.MAX_VALUE, 5, true));
    assertThat(lowWater.window(99, ten)).isEqualTo(new Window(99, Long.MAX_VALUE, 0, true));
    assertThat(lowWater.window(Long.MAX_VALUE - 3, ten).open()).isTrue();
  }

  @Test
  void withoutTheSequencesEndAScanIsOneWindow() {
    rows(1, 25);
    LimitedRole role = new LimitedRole(table);
    role.revoke("USAGE ON SEQUENCE " + table + "_id_seq");
    assertThat(lowWater(role.dataSource()).window(3, WindowSize.fixed(10)).open()).isTrue();
  }

  @Test
  void aSequenceThatWasSetBackLeadsBackToTheBeginning() {
    rows(1, 10);
    remove("id <= 10");
    assertThat(settled()).isEqualTo(10);
    Database.execute("SELECT setval('" + table + "_id_seq', 5)");
    pass(LowWater.FRESH_NANOS);
    assertThat(lowWater.mark()).isEqualTo(LowWater.BEGINNING);
  }

  @Test
  void aUserWhoMayNotAskForTheSequenceScansFromTheBeginning() {
    rows(1, 10);
    remove("id <= 10");
    LimitedRole role = new LimitedRole(table);
    LowWater allowed = lowWater(role.dataSource());
    allowed.mark();
    pass(LowWater.SETTLED_NANOS);
    assertThat(allowed.mark()).as("with the rights that are asked for").isEqualTo(10);
    role.revoke("USAGE ON SEQUENCE " + table + "_id_seq");
    pass(LowWater.FRESH_NANOS);
    assertThat(allowed.mark()).isEqualTo(LowWater.BEGINNING);
  }

  @Test
  void aRowThatAnyoneInsertsIsListedAtOnce() {
    PgDurableEventStore store =
        PgDurableEventStore.builder(Database.dataSource()).table(table).build();
    store.delete(store.insert(Payload.wrap(new byte[] {1})));
    assertThat(
            store
                .listPending(
                    new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
                .rows())
        .isEmpty();
    Database.execute("INSERT INTO " + table + " (payload) VALUES ('\\xcafe')");
    assertThat(
            store
                .listPending(
                    new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
                .rows())
        .extracting(DurableEvent::payload)
        .containsExactly(Payload.wrap(new byte[] {(byte) 0xca, (byte) 0xfe}));
  }

  private long settled() {
    lowWater.mark();
    pass(LowWater.SETTLED_NANOS);
    return lowWater.mark();
  }

  private void pass(long nanos) {
    ticks.addAndGet(nanos);
  }

  private void rows(long first, long last) {
    Database.execute(
        "INSERT INTO "
            + table
            + " (id, payload) SELECT g, '\\x00' FROM generate_series("
            + first
            + ", "
            + last
            + ") g; SELECT setval('"
            + table
            + "_id_seq', greatest("
            + last
            + ", (SELECT last_value FROM "
            + table
            + "_id_seq)))");
  }

  private void remove(String which) {
    Database.execute("DELETE FROM " + table + " WHERE " + which);
  }
}
