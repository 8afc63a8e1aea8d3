package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectionTest {

  private static final DeliveryResult CALL = DeliveryResult.failed(FailureKind.CALL, "call");
  private static final BatchClientConfig CONFIG =
      BatchClientConfig.builder().publishTimeout(Duration.ofSeconds(5)).build();

  private long nanos = Long.MAX_VALUE; // the ticker may overflow
  private final Bisection bisection = new Bisection(CONFIG, () -> nanos);

  @Test
  void halvesTheLastPartThatFailedFirst() {
    List<Message> large = events(8);
    List<Message> small = events(4);
    assertThat(bisection.failed(large, CALL)).isTrue();
    assertThat(bisection.failed(small, CALL)).isTrue();
    assertThat(bisection.next()).contains(small);
    assertThat(bisection.next()).contains(large);
    assertThat(bisection.next()).isEmpty();
    assertThat(bisection.drain()).isEmpty();
  }

  @Test
  void anEventThatFailsAloneIsNotKept() {
    assertThat(bisection.failed(events(1), CALL)).isFalse();
  }

  @Test
  void givesUpAfterFailuresInARowAndOnlyThen() {
    for (int i = 1; i < Bisection.MOST_FAILURES; i++) {
      bisection.failed(events(2), CALL);
    }
    assertThat(bisection.next()).isPresent();
    bisection.succeeded();
    bisection.failed(events(2), CALL);
    assertThat(bisection.next()).isPresent();
    for (int i = 1; i < Bisection.MOST_FAILURES; i++) {
      bisection.failed(events(2), CALL);
    }
    assertThat(bisection.next()).isEmpty();
    assertThat(bisection.drain()).hasSize(2 * Bisection.MOST_FAILURES - 3);
  }

  @Test
  void givesUpWhenATimeThatIsEnoughForACallHasPassedSinceTheFirstFailure() {
    bisection.failed(events(4), CALL);
    nanos += CONFIG.publishTimeout().toNanos();
    bisection.failed(events(4), CALL);
    assertThat(bisection.next()).isPresent();
    nanos++;
    assertThat(bisection.next()).isEmpty();
  }

  @Test
  void givesUpAtOnceWhenTheTransportFails() {
    bisection.failed(events(4), CALL);
    assertThat(bisection.failed(events(2), DeliveryResult.failed(FailureKind.TRANSPORT, "gone")))
        .isFalse();
    assertThat(bisection.next()).isEmpty();
    assertThat(bisection.drain())
        .singleElement()
        .satisfies(rest -> assertThat(rest.failure()).isEqualTo(CALL));
  }

  @Test
  void neverKeepsAnAllOrNothingRequest() {
    Bisection none =
        new Bisection(BatchClientConfig.builder().transactionEnabled(true).build(), () -> nanos);
    assertThat(none.failed(events(4), CALL)).isFalse();
    assertThat(none.next()).isEmpty();
  }

  private static List<Message> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Events.message(Events.event("id-" + i, 1), i))
        .toList();
  }
}
