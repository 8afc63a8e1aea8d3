package io.durableemitter.core.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.log.LogThrottle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeliveryGateTest {

  private static final DeliveryResult AWAY =
      DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it may wrap
  private final DeliveryGate gate =
      new DeliveryGate(
          new GateSettings(3, Duration.ofMillis(100), Duration.ofMillis(350)),
          nanos::get,
          () -> 0.0,
          new LogThrottle(nanos::get));

  @Test
  void staysOpenWhileAnythingGetsThrough() {
    for (int i = 0; i < 10; i++) {
      gate.told(AWAY);
      gate.told(AWAY);
      gate.told(DeliveryResult.delivered());
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
    assertThat(gate.admit(500)).isEqualTo(500);
    assertThat(gate.problem()).isEmpty();
  }

  @Test
  void closesAfterFailuresInARowAndProbesAtGrowingIntervals() {
    close();
    assertThat(gate.admit(500)).isZero();
    assertThat(gate.problem().orElseThrow()).contains("connection refused");

    for (long pause : new long[] {100, 100, 200, 350, 350}) {
      assertThat(gate.untilProbe()).isEqualTo(Duration.ofMillis(pause));
      advance(pause);
      assertThat(gate.admit(500)).as("a probe").isEqualTo(DeliveryGate.PROBE);
      assertThat(gate.admit(1)).as("one probe only").isZero();
      gate.told(AWAY);
    }
  }

  @Test
  void whatAProbeDidNotUseIsForSomebodyElse() {
    close();
    advance(100);
    assertThat(gate.admit(50)).isEqualTo(50);
    gate.giveBack(50);
    assertThat(gate.untilProbe()).isZero();
    assertThat(gate.admit(1)).isEqualTo(1);
  }

  @Test
  void anyAnswerOpensIt() {
    for (DeliveryResult answer :
        new DeliveryResult[] {
          DeliveryResult.delivered(),
          DeliveryResult.rejected("INVALID", "no"),
          DeliveryResult.failed(FailureKind.CALL, "INTERNAL")
        }) {
      AtomicInteger told = new AtomicInteger();
      gate.onOpen(told::incrementAndGet);
      close();
      long openings = gate.openings();
      gate.told(answer);
      assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
      assertThat(gate.openings()).isEqualTo(openings + 1);
      assertThat(told).hasValue(1);
    }
  }

  @Test
  void aClosedTransportSaysNothingOfTheOtherEnd() {
    for (int i = 0; i < 10; i++) {
      gate.told(DeliveryResult.failed(FailureKind.CLOSED, "closing"));
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
  }

  @Test
  void aPauseIsStrongerThanAnyAnswer() {
    gate.pause();
    gate.told(DeliveryResult.delivered());
    assertThat(gate.admit(1)).isZero();
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.PAUSED);
    assertThat(gate.problem().orElseThrow()).contains("resumeDelivery()");
    gate.resume();
    assertThat(gate.admit(1)).isEqualTo(1);
  }

  private void close() {
    for (int i = 0; i < 3; i++) {
      gate.told(AWAY);
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.CLOSED);
  }

  private void advance(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }
}
