package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection breaks when the insert is committed and its reply is on the way. */
@Timeout(120)
class UnknownCommitTest {

  private final String table = Database.migratedTable();

  @Test
  void aLostReplyIsSettledWithTheSameIdsAndNothingIsDoubled() throws Exception {
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PgDurableEventStore store = store(proxy);
      store.insert(Payload.wrap(new byte[] {0}));
      List<Payload> payloads =
          IntStream.range(1, 50).mapToObj(i -> Payload.wrap(new byte[] {(byte) i})).toList();

      proxy.cutNextReplyTo("INSERT INTO");
      long[] ids = store.insertBatch(payloads);

      assertThat(proxy.cuts()).isEqualTo(1);
      List<DurableEvent> rows =
          store
              .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 100, Long.MAX_VALUE))
              .rows();
      assertThat(rows).hasSize(50);
      assertThat(rows.subList(1, 50)).extracting(DurableEvent::payload).isEqualTo(payloads);
      assertThat(rows.subList(1, 50).stream().mapToLong(DurableEvent::id).toArray()).isEqualTo(ids);
    }
  }

  @Test
  void whenTheDatabaseStaysAwayTheOutcomeIsUnknown() throws Exception {
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PgDurableEventStore store = store(proxy);
      store.insert(Payload.wrap(new byte[] {0}));

      proxy.cutNextReplyTo("INSERT INTO");
      proxy.refuseAfterCut();
      assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[] {1})))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
          .hasMessageContaining("could not be asked about");
    }
    assertThat(Database.query("SELECT count(*) FROM " + table))
        .as("it was committed")
        .isEqualTo("2");
  }

  @Test
  void rowsThatAreDeliveredByAnotherMeanwhileWereStoredAllTheSame() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread another =
        new Thread(
            () -> {
              while (!over.get()) {
                Database.execute("DELETE FROM " + table);
              }
            });
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PgDurableEventStore store = store(proxy);
      store.insert(Payload.wrap(new byte[] {0}));
      another.start();
      for (int round = 1; round <= 100; round++) {
        proxy.cutNextReplyTo("INSERT INTO");
        store.insertBatch(Collections.nCopies(200, Payload.wrap(new byte[64])));
        assertThat(proxy.cuts()).isEqualTo(round);
      }
    } finally {
      over.set(true);
      another.join();
    }
  }

  private PgDurableEventStore store(ReplyCutter proxy) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(
        Database.server()
            .jdbcUrl()
            .replace(":" + Database.server().port() + "/", ":" + proxy.port() + "/"));
    return PgDurableEventStore.builder(dataSource).table(table).build();
  }
}
