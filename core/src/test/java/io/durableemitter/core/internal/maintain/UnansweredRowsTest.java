package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transport that never answers. */
class UnansweredRowsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final MaintenanceEnvironment house = new MaintenanceEnvironment();
  private final UnansweredRows unanswered =
      new UnansweredRows(
          house.inFlight, house.failedRows, TIMEOUT, house.ticks::get, house.throttle);

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aRowWhoseCallbackIsLostIsGivenUpAndSentAgain() {
    house.insertOld(1);
    Retransmitter retransmitter = house.retransmitter(500);
    retransmitter.runOnce();
    house.transport.forget();
    unanswered.look();
    assertThat(house.inFlight.size()).as("there is time").isEqualTo(1);

    house.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    house.settle();
    assertThat(house.store.leases()).as("anyone may send it now").isEmpty();
    assertThat(unanswered.problem().orElseThrow()).contains("inFlightTimeout");
    MaintenanceEnvironment.sweep(retransmitter);
    assertThat(house.sent()).containsExactly("0", "0");

    house.transport.answerHeld(DeliveryResult.delivered());
    house.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    assertThat(unanswered.problem()).as("long ago").isEmpty();
  }

  @Test
  void aRowThatIsDeliveredAndNotYetMarkedIsNot() {
    house.insertOld(1);
    house.retransmitter(500).runOnce();
    house.transport.forget();
    house.inFlight.answered(1L);
    house.advance(AFTER.plus(TIMEOUT).plus(TIMEOUT));
    unanswered.look();
    assertThat(house.inFlight.size()).isEqualTo(1);
    assertThat(unanswered.problem()).isEmpty();
    house.inFlight.remove(1L);
  }

  @Test
  void aRowIsGivenUpOnceHoweverLongThatTakes() {
    house.insertOld(1);
    house.retransmitter(500).runOnce();
    house.transport.forget();
    house.advance(TIMEOUT.plusNanos(1));
    house.inFlight.whileNoneIsGivenUp(
        () -> {
          unanswered.look();
          assertThat(house.inFlight.contains(1)).isTrue();
          assertThat(house.inFlight.unansweredFor(TIMEOUT.toNanos()))
              .as("a second release would take it from whoever sends it next")
              .isEmpty();
        });
    house.settle();
  }

  @Test
  void aRowThatTheTransportHasNotTakenYetIsNot() {
    house.insertOld(2);
    house.transport.withCapacity(1);
    house.retransmitter(500).runOnce();
    house.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    house.settle();

    assertThat(house.inFlight.snapshot())
        .as("it would be sent without a lease")
        .containsExactly(2L);
    assertThat(unanswered.problem().orElseThrow()).startsWith("1 events");
  }
}
