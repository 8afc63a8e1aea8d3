package io.durableemitter.core.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.config.DeliverConfig;
import io.durableemitter.core.config.GateConfig;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.spi.EventPublisher;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a row once its delivery has ended, stepped by hand. */
class DeliveryHandlerTest {

  private static final DeliveryResult FAILED = DeliveryResult.failed(FailureKind.CALL, "INTERNAL");

  private final AtomicLong nanos = new AtomicLong();
  private final LogThrottle throttle = new LogThrottle(nanos::get);
  private final EmitterCounters counters = new EmitterCounters();
  private final InFlightRows inFlight = new InFlightRows(nanos::get);
  private final ScriptedTransport transport = new ScriptedTransport();
  private final DeliveredMarker marker =
      SteppedDelivery.marker(
          ids -> ids.length,
          BatchingConfig.builder().queueSize(10).batchSize(10).build(),
          inFlight,
          Hooks.NONE,
          throttle,
          pause -> true);

  @BeforeEach
  void start() {
    transport.start();
  }

  @Test
  void aRowIsAnsweredFromItsAnswerOnThoughItIsNotMarkedYet() {
    inFlight.add(1L);
    dispatcher(() -> 1.0, Optional.empty()).retransmit(1L, Events.encoded("a"), 0);
    nanos.set(10);
    assertThat(inFlight.unansweredFor(9)).containsExactly(1L);
    transport.answerHeld(DeliveryResult.delivered());

    assertThat(inFlight.contains(1)).as("not yet marked").isTrue();
    assertThat(inFlight.unansweredFor(9)).isEmpty();
    assertThat(SteppedDelivery.runOnce(marker)).isEqualTo(1);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whateverIsThrownTheRowDoesNotStayInFlight() {
    dispatcher(DeliveryHandlerTest::defect, Optional.empty()).dispatchNew(1L, Events.encoded("a"));
    assertThatThrownBy(() -> transport.answerHeld(FAILED)).hasMessage("a defect");
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whateverIsThrownAfterASecondTryTheRowDoesNotStayInFlight() {
    ScriptedTransport alone = new ScriptedTransport();
    dispatcher(DeliveryHandlerTest::defect, Optional.of(alone))
        .dispatchNew(1L, Events.encoded("a"));
    transport.answerHeld(FAILED);
    assertThat(inFlight.size()).isEqualTo(1);
    assertThatThrownBy(() -> alone.answerHeld(FAILED)).hasMessage("a defect");
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void whatIsStoredOfAnAnswerIsHarmless() {
    String hostile = "x\r\n12:00 ERROR forged \u001b[2J \u202e";
    DeliveryResult[] answers = {
      DeliveryResult.rejected("CODE " + hostile, hostile, false),
      DeliveryResult.failed(FailureKind.CALL, hostile)
    };
    for (DeliveryResult answer : answers) {
      InMemoryEventStore store = new InMemoryEventStore();
      long row = store.insert(Events.encoded("a").payload());
      FailedRows failedRows = failedRows(store);
      dispatcher(() -> 1.0, Optional.empty(), failedRows, OptionalInt.of(1))
          .retransmit(row, Events.encoded("a"), 0);
      transport.answerHeld(answer);
      assertThat(SteppedDelivery.runOnce(failedRows)).isEqualTo(1);

      assertThat(store.findDeadLetter(row).orElseThrow().lastError())
          .contains("forged")
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }
  }

  private static double defect() {
    throw new IllegalStateException("a defect");
  }

  private Dispatcher dispatcher(DoubleSupplier random, Optional<EventPublisher> alone) {
    return dispatcher(random, alone, failedRows(new InMemoryEventStore()), OptionalInt.empty());
  }

  private FailedRows failedRows(InMemoryEventStore store) {
    return new FailedRows(
        store,
        UUID.randomUUID(),
        BatchingConfig.builder().queueSize(10).batchSize(10).build(),
        inFlight,
        counters,
        throttle);
  }

  private Dispatcher dispatcher(
      DoubleSupplier random,
      Optional<EventPublisher> alone,
      FailedRows failedRows,
      OptionalInt maxAttempts) {
    DeliveryGate gate =
        new DeliveryGate(
            GateConfig.builder()
                .failuresToClose(5)
                .firstProbe(Duration.ofSeconds(1))
                .longestProbe(Duration.ofSeconds(1))
                .build(),
            nanos::get,
            () -> 0.0,
            throttle);
    FailurePolicy policy =
        new FailurePolicy(
            new DeliverConfig(
                Duration.ofMinutes(10),
                100,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                maxAttempts,
                GateConfig.ofDefaults()),
            Duration.ofDays(1),
            random);
    DeliveryHandler handler =
        new DeliveryHandler(
            gate,
            marker,
            alone.map(publisher -> new Fallback(publisher, 10, counters)),
            new FailureHandler(policy, failedRows, throttle),
            inFlight,
            Hooks.NONE,
            counters,
            new Timings(Optional.empty(), "test", thrown -> {}),
            throttle);
    return new Dispatcher(transport, gate, handler, inFlight, counters, UnaryOperator.identity());
  }
}
