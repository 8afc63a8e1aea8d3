package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.REFUSED;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.REFUSED_FOR_EVER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.core.Events;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows with ordering keys: what is sent, and when what comes next. */
class OrderedRetransmissionTest {

  private static final long RED = 1;
  private static final long BLUE = 2;

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();
  private final Retransmitter retransmitter = environment.retransmitter(500);

  @AfterEach
  void close() {
    environment.close();
  }

  private void emit(String id, long key) {
    environment.dispatcher.leave(environment.store.insert(Events.payload(id).ordered(key)));
  }

  /** Answers what is with the transport, and lets the retransmitter go on. */
  private void answer(DeliveryResult result) {
    environment.transport.answerHeld(result);
    environment.settle();
    MaintenanceEnvironment.sweep(retransmitter);
  }

  @Test
  void theNextOfAKeyIsSentWhenTheOneBeforeIsDeliveredAndWithoutASweep() {
    MaintenanceEnvironment.sweep(retransmitter); // the next is due after its interval
    environment.transport.forget();
    emit("red 1", RED);
    emit("red 2", RED);
    emit("blue 1", BLUE);
    emit("red 3", RED);
    MaintenanceEnvironment.sweep(retransmitter);
    assertThat(environment.sent()).containsExactly("red 1", "blue 1");
    answer(DeliveryResult.delivered());
    assertThat(environment.sent()).containsExactly("red 1", "blue 1", "red 2");
    answer(DeliveryResult.delivered());
    assertThat(environment.sent()).containsExactly("red 1", "blue 1", "red 2", "red 3");
  }

  @Test
  void whatIsPutOffHoldsBackItsKey() {
    emit("red 1", RED);
    emit("red 2", RED);
    MaintenanceEnvironment.sweep(retransmitter);
    answer(REFUSED);
    assertThat(environment.sent()).containsExactly("red 1");
    environment.advance(Duration.ofMinutes(1));
    MaintenanceEnvironment.sweep(retransmitter);
    assertThat(environment.sent()).containsExactly("red 1", "red 1");
    answer(DeliveryResult.delivered());
    assertThat(environment.sent()).containsExactly("red 1", "red 1", "red 2");
  }

  @Test
  void behindADeadLetterTheKeyGoesOn() {
    emit("red 1", RED);
    emit("red 2", RED);
    MaintenanceEnvironment.sweep(retransmitter);
    answer(REFUSED_FOR_EVER);
    assertThat(environment.sent()).containsExactly("red 1", "red 2");
  }

  @Test
  void whatDidNotReachTheOtherEndIsNotSentAgainAtOnce() {
    emit("red 1", RED);
    emit("red 2", RED);
    MaintenanceEnvironment.sweep(retransmitter);
    answer(UNREACHABLE);
    assertThat(environment.sent()).containsExactly("red 1");
  }
}
