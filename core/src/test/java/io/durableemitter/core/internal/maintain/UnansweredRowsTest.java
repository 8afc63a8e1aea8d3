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

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();
  private final UnansweredRows unanswered =
      new UnansweredRows(
          environment.inFlight,
          environment.failedRows,
          TIMEOUT,
          environment.ticks::get,
          environment.throttle);

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void aRowWhoseCallbackIsLostIsGivenUpAndSentAgain() {
    environment.insertOld(1);
    Retransmitter retransmitter = environment.retransmitter(500);
    retransmitter.runOnce();
    environment.transport.forget();
    unanswered.look();
    assertThat(environment.inFlight.size()).as("there is time").isEqualTo(1);

    environment.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    environment.settle();
    assertThat(environment.store.leases()).as("anyone may send it now").isEmpty();
    assertThat(unanswered.problem().orElseThrow()).contains("inFlightTimeout");
    MaintenanceEnvironment.sweep(retransmitter);
    assertThat(environment.sent()).containsExactly("0", "0");

    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    assertThat(unanswered.problem()).as("long ago").isEmpty();
  }

  @Test
  void aRowThatIsDeliveredAndNotYetMarkedIsNot() {
    environment.insertOld(1);
    environment.retransmitter(500).runOnce();
    environment.transport.forget();
    environment.inFlight.answered(1L);
    environment.advance(AFTER.plus(TIMEOUT).plus(TIMEOUT));
    unanswered.look();
    assertThat(environment.inFlight.size()).isEqualTo(1);
    assertThat(unanswered.problem()).isEmpty();
    environment.inFlight.remove(1L);
  }

  @Test
  void aRowIsGivenUpOnceHoweverLongThatTakes() {
    environment.insertOld(1);
    environment.retransmitter(500).runOnce();
    environment.transport.forget();
    environment.advance(TIMEOUT.plusNanos(1));
    environment.inFlight.whileNoneIsGivenUp(
        () -> {
          unanswered.look();
          assertThat(environment.inFlight.contains(1)).isTrue();
          assertThat(environment.inFlight.unansweredFor(TIMEOUT.toNanos()))
              .as("a second release would take it from whoever sends it next")
              .isEmpty();
        });
    environment.settle();
  }

  @Test
  void aRowThatTheTransportHasNotTakenYetIsNot() {
    environment.insertOld(2);
    environment.transport.withCapacity(1);
    environment.retransmitter(500).runOnce();
    environment.advance(TIMEOUT.plusNanos(1));
    unanswered.look();
    environment.settle();

    assertThat(environment.inFlight.snapshot())
        .as("it would be sent without a lease")
        .containsExactly(2L);
    assertThat(unanswered.problem().orElseThrow()).startsWith("1 events");
  }
}
