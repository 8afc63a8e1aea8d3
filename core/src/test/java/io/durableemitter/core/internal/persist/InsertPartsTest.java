package io.durableemitter.core.internal.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store that refuses an event of a batch refuses the batch; its neighbours must not suffer. */
class InsertPartsTest {

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final Set<Payload> refused = new HashSet<>();
  private final List<Integer> insertSizes = new ArrayList<>();
  private final List<Long> handedOver = new ArrayList<>();
  private final EmitterCounters counters = new EmitterCounters();

  @Test
  void onlyTheRefusedEventFails() {
    List<InsertRequest> batch = requests(100);
    refuse(batch.get(37));

    handle(this::insertUnlessRefused, batch);

    assertRefused(batch.get(37));
    batch.remove(37);
    List<Long> ids = batch.stream().map(request -> request.join().rowId()).toList();
    assertThat(ids).as("in their order").isSorted().isEqualTo(handedOver);
    assertThat(pending())
        .extracting(DurableEvent::payload)
        .isEqualTo(batch.stream().map(request -> request.event().payload()).toList());
    assertThat(insertSizes).as("halved, not one by one").hasSizeLessThan(20);
    assertThat(counters.stats(0, 0, 0, 0).emitted()).isEqualTo(99);
  }

  @Test
  void refusedEventsAtBothEndsFailAlone() {
    List<InsertRequest> batch = requests(10);
    refuse(batch.get(0));
    refuse(batch.get(9));

    handle(this::insertUnlessRefused, batch);

    assertRefused(batch.get(0));
    assertRefused(batch.get(9));
    assertThat(pending()).hasSize(8);
  }

  @Test
  void aStoreThatRefusesEverythingIsNotAskedForEver() {
    List<InsertRequest> batch = requests(1_000);
    batch.forEach(this::refuse);

    handle(this::insertUnlessRefused, batch);

    assertThat(batch).allMatch(InsertRequest::isCompletedExceptionally);
    assertRefused(batch.get(999));
    assertThat(insertSizes).as("no part is halved once more").hasSizeLessThan(110);
  }

  @Test
  void aFailureThatIsNotOfTheDataIsNotTriedInParts() {
    for (StoreException.Outcome outcome : StoreException.Outcome.values()) {
      insertSizes.clear();
      List<InsertRequest> batch = requests(8);
      handle(
          payloads -> {
            insertSizes.add(payloads.size());
            throw new StoreException(outcome, "down", null);
          },
          batch);
      assertThat(insertSizes).containsExactly(8);
      assertThat(batch).allMatch(InsertRequest::isCompletedExceptionally);
    }
  }

  @Test
  void whatEndsAnInsertBeforeItBeginsSaysWhichEventsItHad() {
    List<InsertRequest> batch = requests(2);
    batch.get(0).take();
    InsertHandler handler = handler(this::insertUnlessRefused);
    for (int time = 0; time < 2; time++) {
      handler.failed(batch, new OutOfMemoryError("for the test"));
    }

    assertFailed(batch.get(0), Outcome.UNKNOWN, "the outcome is unknown");
    assertFailed(batch.get(1), Outcome.REJECTED, "the insert could not be begun");
  }

  @Test
  void whatEndsAnInsertBeforeItBeginsIsToldToAsynchronousCallersToo() {
    Completions completions =
        new Completions(1, Optional.of(Runnable::run), counters, new LogThrottle(System::nanoTime));
    InsertRequest request = new InsertRequest(Events.encoded("event"), Optional.of(completions));
    handler(this::insertUnlessRefused, completions)
        .failed(List.of(request), new OutOfMemoryError("for the test"));
    assertFailed(request, Outcome.REJECTED, "the insert could not be begun");
  }

  private long[] insertUnlessRefused(List<Payload> payloads) {
    insertSizes.add(payloads.size());
    if (payloads.stream().anyMatch(refused::contains)) {
      throw StoreException.dataRefused("a constraint is violated", null);
    }
    return store.insertBatch(payloads);
  }

  private void handle(BatchInserter inserter, List<InsertRequest> batch) {
    handler(inserter).handle(batch);
  }

  private InsertHandler handler(BatchInserter inserter) {
    return handler(
        inserter,
        new Completions(1, Optional.empty(), counters, new LogThrottle(System::nanoTime)));
  }

  private InsertHandler handler(BatchInserter inserter, Completions completions) {
    return new InsertHandler(
        inserter,
        new HandOvers(handedOver),
        Duration.ofMinutes(1),
        completions,
        Hooks.NONE,
        counters,
        new LogThrottle(System::nanoTime),
        System::nanoTime);
  }

  private void refuse(InsertRequest request) {
    refused.add(request.event().payload());
  }

  private static void assertRefused(InsertRequest request) {
    assertFailed(request, Outcome.REJECTED, "a constraint is violated");
  }

  private static void assertFailed(InsertRequest request, Outcome outcome, String message) {
    assertThat(request).isCompletedExceptionally();
    assertThatThrownBy(request::join)
        .cause()
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(outcome);
              assertThat(e.reason()).isEqualTo(Reason.STORE_FAILED);
            })
        .hasMessageContaining(message);
  }

  private List<DurableEvent> pending() {
    return store
        .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 1_000, Long.MAX_VALUE))
        .rows();
  }

  private static List<InsertRequest> requests(int count) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i -> new InsertRequest(Events.encoded("event-" + i), Optional.empty()))
            .toList());
  }
}
