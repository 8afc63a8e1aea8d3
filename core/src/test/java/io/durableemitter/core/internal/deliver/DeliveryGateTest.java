package io.durableemitter.core.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.GateConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeliveryGateTest {

  private static final DeliveryResult AWAY =
      DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it may wrap
  private final AtomicReference<Double> random = new AtomicReference<>(0.0);
  private final DeliveryGate gate =
      new DeliveryGate(
          GateConfig.builder()
              .failuresToClose(3)
              .firstProbe(Duration.ofMillis(100))
              .longestProbe(Duration.ofMillis(350))
              .build(),
          nanos::get,
          random::get,
          new LogThrottle(nanos::get));

  @Test
  void staysOpenWhileAnythingGetsThrough() {
    for (int i = 0; i < 10; i++) {
      gate.onResult(AWAY);
      gate.onResult(AWAY);
      gate.onResult(DeliveryResult.delivered());
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
      gate.onResult(AWAY);
    }
  }

  @Test
  void remembersWhatFailedLastAlsoOnceItIsOpenAgain() {
    assertThat(gate.lastWords())
        .isEqualTo("nothing has failed here since the start of this process");
    close();
    assertThat(gate.lastWords()).contains("nothing has been delivered for PT0S", "refused");
    gate.onResult(DeliveryResult.delivered());
    advance(7_000);
    assertThat(gate.lastWords())
        .isEqualTo("the last failure here was PT7S ago: connection refused");
    gate.pause();
    assertThat(gate.lastWords()).contains("delivery is paused");
  }

  @Test
  void probesOfManyProcessesAreSpreadByAQuarter() {
    random.set(1.0);
    close();
    assertThat(gate.untilProbe()).isEqualTo(Duration.ofMillis(75));
  }

  @Test
  void callsThatFailWithoutAnythingElseCloseItToo() {
    DeliveryResult call = DeliveryResult.failed(FailureKind.CALL, "INTERNAL");
    for (int i = 0; i < DeliveryGate.PROBE - 1; i++) {
      gate.onResult(call);
    }
    gate.onResult(DeliveryResult.delivered());
    for (int i = 0; i < DeliveryGate.PROBE - 1; i++) {
      gate.onResult(call);
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
    gate.onResult(call);
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.CLOSED);
    advance(3_000);
    assertThat(gate.problem().orElseThrow()).contains("for PT3S").contains("INTERNAL");
    assertThat(gate.isOutOfReach()).as("it does answer").isFalse();
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
          DeliveryResult.rejected("INVALID", "no", true),
          DeliveryResult.failed(FailureKind.CALL, "INTERNAL")
        }) {
      AtomicInteger told = new AtomicInteger();
      gate.onOpen(told::incrementAndGet);
      close();
      long openings = gate.openings();
      gate.onResult(answer);
      assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
      assertThat(gate.openings()).isEqualTo(openings + 1);
      assertThat(told).hasValue(1);
      assertThat(gate.untilProbe()).as("nobody needs to wait").isZero();
    }
  }

  @Test
  void aClosedTransportSaysNothingOfTheOtherEnd() {
    for (int i = 0; i < 10; i++) {
      gate.onResult(DeliveryResult.failed(FailureKind.CLOSED, "closing"));
      gate.onResult(DeliveryResult.failed(FailureKind.OVER_LIMIT, "larger than what is sent"));
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.OPEN);
  }

  @Test
  void aPauseIsStrongerThanAnyAnswer() {
    AtomicInteger told = new AtomicInteger();
    gate.onOpen(told::incrementAndGet);
    gate.pause();
    gate.onResult(DeliveryResult.delivered());
    assertThat(gate.admit(1)).isZero();
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.PAUSED);
    assertThat(gate.problem().orElseThrow()).contains("resumeDelivery()");
    assertThat(told).hasValue(0);
    gate.resume();
    assertThat(told).as("whoever waits looks again").hasValue(1);
    assertThat(gate.admit(1)).isEqualTo(1);
  }

  private void close() {
    for (int i = 0; i < 3; i++) {
      gate.onResult(AWAY);
    }
    assertThat(gate.state()).isEqualTo(DeliveryGate.State.CLOSED);
  }

  private void advance(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }
}
