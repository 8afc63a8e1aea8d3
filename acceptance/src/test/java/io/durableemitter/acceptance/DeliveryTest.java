package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.ForwardingEventStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The main pipeline with real parts: PostgreSQL, gRPC over a socket, the ingress. */
@Timeout(120)
class DeliveryTest {

  private static final Map<String, String> ATTRIBUTES =
      Map.of("source", "acceptance", "type", "sample");

  private static final int WHOEVER_DOES_NOT_WAIT_IS_DONE_MILLIS = 500;
  private static final int LIMIT_MILLIS = 60_000;

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void anEventIsStoredDeliveredAndRemoved() {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());

    EmitReceipt receipt = emitter.emit("hello".getBytes(StandardCharsets.UTF_8), ATTRIBUTES);

    awaitDelivered(Set.of(receipt.eventId()));
    awaitEmptyTable();
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void fiveHundredEventsAtOnce() throws Exception {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    Set<String> ids = emitConcurrently(emitter, 500);

    assertThat(ids).hasSize(500);
    awaitDelivered(ids);
    awaitEmptyTable();
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void emitSucceedsWhilePublishingFailsAndTheEventsArriveAfterRecovery() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter emitter = environment.emitter(quick().build());

    Set<String> ids = emitConcurrently(emitter, 200);
    Eventually.holds(
        () -> "failures " + emitter.stats().deliveryFailures(),
        () -> emitter.stats().deliveryFailures() >= 200);
    assertThat(environment.rows()).isEqualTo(200);
    assertThat(environment.sink().distinctCount()).isZero();

    environment.ingress().setFaults(FaultPlan.none());
    awaitDelivered(ids);
    awaitEmptyTable();
    assertThat(environment.sink().duplicateCount()).as("nothing was accepted twice").isZero();
  }

  @Test
  void aNewEmitterAndANewServerDeliverWhatTheOldOnesLeft() throws Exception {
    int port = environment.ingress().port();
    environment.ingress().close();
    DurableEmitter first = environment.emitter(quick().closeTimeout(Duration.ofSeconds(2)).build());
    Set<String> ids = emitConcurrently(first, 100);
    first.close();
    assertThat(environment.rows()).isEqualTo(100);

    environment.replaceIngress();
    assertThat(environment.ingress().port()).isEqualTo(port);
    environment.emitter(quick().build());

    awaitDelivered(ids);
    awaitEmptyTable();
  }

  @Test
  void retransmissionSendsEachDistinctEvent() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter emitter =
        environment.emitter(quick().retransmit(retransmit -> retransmit.batchSize(3)).build());
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      ids.add(emitter.emit(new byte[] {(byte) i}, ATTRIBUTES).eventId());
    }
    environment.ingress().setFaults(FaultPlan.none());

    awaitDelivered(ids);
    awaitEmptyTable();
    assertThat(environment.sink().distinctCount()).isEqualTo(20);
  }

  @Test
  void expiredEventsAreRemovedUndelivered() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter emitter =
        environment.emitter(
            quick()
                .retransmit(retransmit -> retransmit.interval(Duration.ofMinutes(1)))
                .expire(
                    expire -> expire.ttl(Duration.ofMillis(300)).interval(Duration.ofMillis(20)))
                .build());
    emitConcurrently(emitter, 50);

    awaitEmptyTable();
    // counted when the rows are gone, a moment later
    Eventually.holds(
        () -> "expired " + emitter.stats().expired(), () -> emitter.stats().expired() == 50);
    assertThat(environment.sink().distinctCount()).isZero();
  }

  @Test
  void aRowInsertedByAnotherWriterIsDelivered() {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    emitter.close();
    // a CloudEvent by hand: id "by-hand", source "sql", specversion "1.0", type "raw"
    byte[] payload =
        HexFormat.of()
            .parseHex(
                "0a07"
                    + hex("by-hand")
                    + "1203"
                    + hex("sql")
                    + "1a03"
                    + hex("1.0")
                    + "2203"
                    + hex("raw"));
    environment.execute(
        "INSERT INTO "
            + environment.table()
            + " (payload) VALUES (decode('"
            + HexFormat.of().formatHex(payload)
            + "', 'hex'))");

    environment.emitter(quick().build());

    awaitDelivered(Set.of("by-hand"));
    awaitEmptyTable();
  }

  @Test
  void aProcessThatIsNotTheHostNeitherRetransmitsNorExpires() throws Exception {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter plugin =
        environment.emitter(
            quick()
                // the inserts are not late, however busy the machine is
                .retransmit(retransmit -> retransmit.enabled(false).after(Duration.ofMinutes(1)))
                .expire(expire -> expire.ttl(Duration.ofHours(1)).interval(Duration.ofMillis(1)))
                // a closed gate would leave later events to the host, too
                .deliver(deliver -> deliver.gate(gate -> gate.failuresToClose(1_000)))
                .build());
    emitConcurrently(plugin, 10);
    Eventually.holds(
        () -> "failures " + plugin.stats().deliveryFailures(),
        () -> plugin.stats().deliveryFailures() == 10);
    environment.execute(
        "UPDATE " + environment.table() + " SET created_at = created_at - interval '2 hours'");
    environment.ingress().setFaults(FaultPlan.none());

    Set<String> later = emitConcurrently(plugin, 10);
    awaitDelivered(later);
    plugin.close();
    assertThat(environment.rows()).as("the first ten wait for a host").isEqualTo(10);
    assertThat(plugin.stats().retransmitted()).isZero();
    assertThat(plugin.stats().expired()).isZero();

    environment.emitter(quick().build());
    awaitEmptyTable();
  }

  @Test
  void closeWaitsForInsertsUnderWay() throws Exception {
    CountDownLatch inserting = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    DurableEmitter emitter =
        environment.emitter(
            quick()
                // the insert is not late
                .retransmit(retransmit -> retransmit.enabled(false).after(Duration.ofMinutes(1)))
                .insert(insert -> insert.batching(batching -> batching.workers(1)))
                .build(),
            new ForwardingEventStore(environment.store()) {
              @Override
              public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
                return super.insertBatch(
                    most,
                    () -> {
                      List<Payload> payloads = departing.get();
                      inserting.countDown();
                      awaitQuietly(letGo);
                      return payloads;
                    });
              }
            });
    var first = emitter.emitAsync(new byte[] {1}, ATTRIBUTES);
    awaitQuietly(inserting);
    // the only worker is held: this one is in the queue
    var second = emitter.emitAsync(new byte[] {2}, ATTRIBUTES);
    Thread closer = new Thread(emitter::close);
    closer.start();
    closer.join(WHOEVER_DOES_NOT_WAIT_IS_DONE_MILLIS);
    assertThat(closer.isAlive()).as("it waits").isTrue();
    letGo.countDown();
    closer.join(LIMIT_MILLIS);
    assertThat(closer.isAlive()).as("it ends").isFalse();

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(List.of(first.get().eventId(), second.get().eventId()))
        .as("sent before the transport was closed")
        .allMatch(environment.sink()::contains);
    assertThat(environment.rows()).isZero();
  }

  @Test
  void marksAreFlushedOnClose() throws Exception {
    DurableEmitter emitter = environment.emitter(EmitterConfig.ofDefaults());
    Set<String> ids = emitConcurrently(emitter, 1_000);
    emitter.close();
    assertThat(environment.sink().distinctCount()).isEqualTo(ids.size());
    assertThat(environment.rows()).isZero();
  }

  @Test
  void storedRowsAreReadableByAnyone() {
    environment.ingress().setFaults(FaultPlan.ofOutage());
    DurableEmitter emitter = environment.emitter(quick().build());
    EmitReceipt receipt = emitter.emit(new byte[] {1}, ATTRIBUTES);
    List<DurableEvent> rows =
        environment
            .store()
            .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
            .rows();
    assertThat(rows).extracting(DurableEvent::id).containsExactly(receipt.rowId());
    assertThat(environment.query("SELECT octet_length(payload) FROM " + environment.table()))
        .isEqualTo(rows.get(0).payload().size());
  }

  private static EmitterConfig.Builder quick() {
    return EmitterConfig.builder()
        .retransmit(
            retransmit -> retransmit.interval(Duration.ofMillis(50)).after(Duration.ofMillis(100)));
  }

  private static Set<String> emitConcurrently(DurableEmitter emitter, int events) throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      byte[] body = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
      calls.add(() -> ids.add(emitter.emit(body, ATTRIBUTES).eventId()));
    }
    for (Future<Boolean> call : callers.invokeAll(calls)) {
      assertThat(call.get()).isTrue();
    }
    callers.shutdown();
    return ids;
  }

  private void awaitDelivered(Set<String> ids) {
    Eventually.holds(
        () -> environment.sink().distinctCount() + " delivered of " + ids.size(),
        () -> ids.stream().allMatch(environment.sink()::contains));
  }

  private void awaitEmptyTable() {
    Eventually.holds(() -> environment.rows() + " rows left", () -> environment.rows() == 0);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
