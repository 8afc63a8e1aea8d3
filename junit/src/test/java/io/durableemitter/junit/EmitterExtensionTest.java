package io.durableemitter.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class EmitterExtensionTest {

  @RegisterExtension final EmitterExtension events = EmitterExtension.create();

  private static Event paid(String invoice) {
    return Event.of("billing", "invoice.paid").json("{\"cents\": 4200}").subject(invoice);
  }

  @Test
  void anEmittedEventIsThereAndIsDelivered() {
    events.emitter().emit(paid("in-1"));
    assertThat(events).hasEmitted(1);
    assertThat(events)
        .emitted("invoice.paid")
        .withSource("billing")
        .withSubject("in-1")
        .withJson("{\"cents\":4200}");
    assertThat(events.transport()).hasEmitted(1);
  }

  @Test
  void eachTestBeginsWithNothing() {
    assertThat(events).emittedNothing();
  }

  @Test
  void aTransportThatIsFullHidesNoEvent() {
    events.transport().full(true);
    events.emitter().emit(paid("in-1"));
    assertThat(events.transport()).emittedNothing();
    assertThatThrownBy(() -> assertThat(events).emittedNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("subject in-1");
    events.transport().full(false);
    assertThat(events.transport()).emitted("invoice.paid").withSubject("in-1");
  }

  @Test
  void whatFailedIsSentAgainSoon() {
    events.transport().failNext(3, FailureKind.TRANSPORT);
    events.emitter().emit(paid("in-1"));
    events.awaitSettled();
    assertThat(events).hasEmitted(1);
    assertThat(events.transport().messages()).hasSize(4);
  }

  @Test
  void aRefusedEventBecomesADeadLetter() {
    events.transport().rejectEvent(2, "VALIDATION_FAILED");
    events.emitter().emit(paid("in-1"));
    assertThat(events.transport()).hasEmitted(1);
    events.emitter().emit(paid("in-2"));
    events.awaitSettled();
    assertThat(events.store().lastDeadLetterId()).isPositive();
    assertThat(events).hasEmitted(2);
  }

  @Test
  void whatIsSettledIsCounted() {
    events.transport().answering(DeliveryResult.rejected("VALIDATION_FAILED", "no", true));
    for (int i = 1; i <= 20; i++) {
      events.emitter().emit(paid("in-" + i));
      events.awaitSettled();
      assertThat(events.emitter().stats().deadLetters()).isEqualTo(i);
    }
  }

  @Test
  void outsideOfATestItSaysWhatToDo() {
    assertThatThrownBy(() -> EmitterExtension.create().emitter())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@RegisterExtension");
  }

  @Test
  void settingsCanBeChangedAndAreChecked() {
    assertThatThrownBy(() -> TestEmitter.start(config -> config.closeTimeout(Duration.ofDays(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("closeTimeout");
  }

  @Test
  void whatHangsIsToldAfterAWhile() {
    events.transport().hang();
    events.emitter().emit(paid("in-1"));
    assertThat(events.transport()).hasEmitted(1);
    Thread.currentThread().interrupt(); // the wait is over at once
    assertThatThrownBy(events::awaitSettled)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("1 events are neither delivered nor dead letters");
    assertThat(Thread.interrupted()).isTrue();
    events.transport().release();
    events.awaitSettled();
  }
}
