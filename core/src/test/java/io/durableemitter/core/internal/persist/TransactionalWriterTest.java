package io.durableemitter.core.internal.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.TransactionalInsert;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is told to a caller of an emit within a transaction, over stores that answer anything. */
class TransactionalWriterTest {

  private static final Duration DUE = Duration.ofSeconds(3);

  private final List<Long> handedOver = new ArrayList<>();
  private final List<Hooks.EmitInsert> inserts = new ArrayList<>();
  private final EmitterCounters counters = new EmitterCounters();
  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("the engine itself asks nothing of a connection");
              });
  private boolean open;

  private TransactionalWriter writer(Supplier<TransactionalInsert> store, BacklogConfig backlog) {
    return new TransactionalWriter(
        new ForwardingEventStore(new InMemoryEventStore()) {
          @Override
          public TransactionalInsert insertInTransaction(
              Connection of, List<Payload> payloads, Duration dueAfter) {
            assertThat(of).isSameAs(connection);
            assertThat(dueAfter).isEqualTo(DUE);
            return store.get();
          }
        },
        new BacklogLimit(backlog),
        DUE,
        handedOver::add,
        new Hooks() {
          @Override
          public void onEmitInsert(EmitInsert insert) {
            inserts.add(insert);
          }
        },
        counters);
  }

  private TransactionalEmit write(int events) {
    TransactionalInsert insert =
        new TransactionalInsert(LongStream.rangeClosed(1, events).boxed().toList(), () -> open);
    return writer(() -> insert, BacklogConfig.ofDefaults()).write(connection, events(events));
  }

  private static List<EncodedEvent> events(int count) {
    return LongStream.rangeClosed(1, count)
        .mapToObj(
            i -> new EncodedEvent(new EventHeader("e" + i, "s", "t"), Payload.wrap(new byte[] {1})))
        .toList();
  }

  @Test
  void rowsAreHandedOverOnceAndInOrder() {
    TransactionalEmit emit = write(3);
    assertThat(emit.receipts())
        .extracting(EmitReceipt::eventId, EmitReceipt::rowId)
        .containsExactly(tuple("e1", 1L), tuple("e2", 2L), tuple("e3", 3L));
    assertThat(handedOver).isEmpty();
    emit.handOver();
    emit.handOver();
    assertThat(handedOver).containsExactly(1L, 2L, 3L);
    assertThat(counters.stats(0, 0, 0, 0).emittedInTransactions()).isEqualTo(3);
    assertThat(counters.stats(0, 0, 0, 0).emitted()).as("who knows").isZero();
    assertThat(inserts).singleElement().matches(insert -> insert.count() == 3);
  }

  @Test
  void aHandOverBeforeTheCommitIsRefusedAndMayBeRepeated() {
    open = true;
    TransactionalEmit emit = write(1);
    assertThatThrownBy(emit::handOver)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call handOver() after the commit");
    open = false;
    emit.handOver();
    assertThat(handedOver).containsExactly(1L);
  }

  @Test
  void noEventsAreNoReasonToAskTheStore() {
    TransactionalEmit emit =
        writer(
                () -> {
                  throw new AssertionError("was asked");
                },
                BacklogConfig.ofDefaults())
            .write(connection, List.of());
    emit.handOver();
    assertThat(emit.receipts()).isEmpty();
    assertThatThrownBy(emit::receipt).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void whateverFailsTheEventIsCertainlyNotStored() {
    assertFails(
        new StoreException(StoreException.Outcome.UNKNOWN, "it broke", null),
        Reason.STORE_FAILED,
        "it broke; the event is not stored");
    assertFails(
        new IllegalArgumentException("it is in autocommit mode"),
        Reason.TRANSACTION,
        "it is in autocommit mode; the event was not stored");
    assertFails(
        new UnsupportedOperationException("no JDBC here"),
        Reason.TRANSACTION,
        "no JDBC here; the event was not stored");
    assertThat(counters.stats(0, 0, 0, 0).emitFailures()).isEqualTo(3);
    assertThat(inserts).hasSize(3).allMatch(insert -> insert.error().isPresent());
  }

  private void assertFails(RuntimeException thrown, Reason reason, String message) {
    TransactionalWriter writer =
        writer(
            () -> {
              throw thrown;
            },
            BacklogConfig.ofDefaults());
    assertThatThrownBy(() -> writer.write(connection, events(1)))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
              assertThat(e.reason()).isEqualTo(reason);
            })
        .hasMessage(message)
        .hasCause(thrown);
  }

  /** Where callers may wait for room, those who hold locks may not. */
  @Test
  void aFullBacklogRefusesAtOnce() {
    BacklogConfig none =
        BacklogConfig.builder().maxRows(2).whenFull(BacklogConfig.WhenFull.BLOCK).build();
    BacklogLimit limit = new BacklogLimit(none);
    var unused =
        limit
            .watching(new InMemoryEventStore())
            .observeQueue(Duration.ofHours(1), Duration.ofMinutes(1));
    TransactionalWriter writer =
        new TransactionalWriter(
            new InMemoryEventStore(), limit, DUE, handedOver::add, Hooks.NONE, counters);
    assertThatThrownBy(() -> writer.write(connection, events(3)))
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BACKLOG_FULL));
  }
}
