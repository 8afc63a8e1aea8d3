package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmitAllTest {

  private final InMemoryEventStore rows = new InMemoryEventStore();
  private final GatedStore store = new GatedStore(rows);
  private final List<DurableEmitter> emitters = new ArrayList<>();

  @AfterEach
  void close() {
    store.open();
    emitters.forEach(DurableEmitter::close);
  }

  @Test
  void manyEventsAreOneInsertInTheOrderOfTheList() {
    store.open();
    List<EmitResult> results = started(EmitterConfig.builder()).emitAll(events(500));

    assertThat(store.insertSizes()).containsExactly(500);
    assertThat(results).allMatch(EmitResult::isStored);
    assertThat(results.stream().map(result -> result.orThrow().eventId()))
        .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "e" + i).toList());
    assertThat(results.stream().map(EmitResult::orThrow).map(EmitReceipt::rowId)).isSorted();
  }

  @Test
  void whatDoesNotFitOneInsertTakesMore() {
    store.open();
    DurableEmitter emitter =
        started(
            EmitterConfig.builder()
                .insert(
                    insert -> insert.batching(batching -> batching.batchSize(10).queueSize(3))));
    List<EmitResult> results = emitter.emitAll(events(100));
    assertThat(results).hasSize(100).allMatch(EmitResult::isStored);
    assertThat(rows.pendingCount()).isEqualTo(100);
    assertThat(store.insertSizes()).allMatch(size -> size <= 10);
  }

  @Test
  void aRefusedEventDoesNotFailTheOthers() {
    store.open();
    DurableEmitter emitter =
        started(EmitterConfig.builder().insert(insert -> insert.maxEventBytes(10_000)));
    Event good = Event.of("s", "t");
    List<EmitResult> results =
        emitter.emitAll(
            Arrays.asList(good, Event.of("s", ""), null, good.protobuf(new byte[10_000]), good));

    assertThat(results)
        .extracting(EmitResult::isStored)
        .containsExactly(true, false, false, false, true);
    assertThat(failure(results.get(1))).hasMessageContaining("attribute 'type' is missing");
    assertThat(failure(results.get(2))).hasMessageContaining("the event is null");
    assertThat(failure(results.get(3)).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(store.insertSizes()).containsExactly(2);
    assertThat(emitter.stats().emitFailures()).isEqualTo(3);
    assertThat(emitter.stats().emitted()).isEqualTo(2);
  }

  @Test
  void anEmptyListIsNothingAndAClosedEmitterRefusesEach() {
    DurableEmitter emitter = emitter(EmitterConfig.builder());
    assertThat(failure(emitter.emitAll(events(2)).get(1)).reason()).isEqualTo(Reason.NOT_STARTED);
    emitter.start();
    assertThat(emitter.emitAll(List.of())).isEmpty();
    emitter.close();
    List<EmitResult> results = emitter.emitAll(events(2));
    assertThat(results).hasSize(2);
    assertThat(failure(results.get(0)).reason()).isEqualTo(Reason.CLOSED);
    assertThat(store.insertSizes()).isEmpty();
    assertThatThrownBy(results.get(1)::orThrow).isInstanceOf(EmitException.class);
  }

  /** One insert hangs, one event waits in the queue, and there is no room for others. */
  @Test
  void whenTheTimeIsOverEachEventSaysWhereItWas() {
    DurableEmitter emitter =
        started(oneByOne().insert(insert -> insert.timeout(Duration.ofMillis(300))));
    List<EmitResult> results = emitter.emitAll(events(5));

    assertThat(failure(results.get(0)).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure(results.get(0)).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failure(results.get(1)).outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(failure(results.get(1)).reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(failure(results.get(2)).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(failure(results.get(3)).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(failure(results.get(4)).reason()).isEqualTo(Reason.TIMEOUT);
    store.open();
    emitter.close();
    assertThat(rows.pendingCount()).as("only the one under way").isEqualTo(1);
  }

  @Test
  void anInterruptedCallerLearnsEachOutcomeAndKeepsItsFlag() throws Exception {
    DurableEmitter emitter = started(oneByOne());
    FutureTask<List<EmitResult>> call =
        new FutureTask<>(
            () -> {
              List<EmitResult> results = emitter.emitAll(events(4));
              assertThat(Thread.currentThread().isInterrupted()).isTrue();
              return results;
            });
    Thread caller = new Thread(call, "caller");
    caller.start();
    store.awaitInsert();
    caller.interrupt();

    List<EmitResult> results = call.get();
    assertThat(results)
        .extracting(result -> failure(result).reason())
        .containsOnly(Reason.INTERRUPTED);
    assertThat(results)
        .extracting(result -> failure(result).outcome())
        .containsExactly(Outcome.UNKNOWN, Outcome.REJECTED, Outcome.REJECTED, Outcome.REJECTED);
    store.open();
    emitter.close();
    assertThat(rows.pendingCount()).as("only the one under way").isEqualTo(1);
  }

  private static EmitterConfig.Builder oneByOne() {
    return EmitterConfig.builder()
        .insert(
            insert -> insert.batching(batching -> batching.batchSize(1).workers(1).queueSize(1)));
  }

  private DurableEmitter started(EmitterConfig.Builder config) {
    DurableEmitter emitter = emitter(config);
    emitter.start();
    return emitter;
  }

  private DurableEmitter emitter(EmitterConfig.Builder config) {
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(store)
            .transport(new ScriptedTransport())
            .config(config.closeTimeout(Duration.ofSeconds(5)).build())
            .build();
    emitters.add(emitter);
    return emitter;
  }

  private static List<Event> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Event.of("s", "t").id("e" + i).text("body " + i))
        .toList();
  }

  private static EmitException failure(EmitResult result) {
    return ((EmitResult.Failed) result).failure();
  }
}
