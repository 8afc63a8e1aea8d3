package io.durableemitter.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.examples.Invoices;
import io.durableemitter.junit.EmitterExtension;
import io.durableemitter.junit.TestEmitter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/testing.md shows. */
class InvoicesTest {

  @RegisterExtension final EmitterExtension events = EmitterExtension.create();

  @Test
  void aPaidInvoiceIsEmitted() {
    new Invoices(events.emitter()).pay("in-1", 4200);
    assertThat(events).emitted("invoice.paid").withSource("billing").withSubject("in-1");
  }

  @Test
  void itSaysWhatWasPaidAndByWhom() {
    new Invoices(events.emitter()).pay("in-1", 4200);
    assertThat(events)
        .emitted("invoice.paid")
        .withJson("{\"cents\": 4200, \"invoice\": \"in-1\"}")
        .withExtension("tenant", "acme")
        .times(1);
    assertThat(events).hasEmitted(1);
  }

  @Test
  void nothingIsEmittedBeforeItIsPaid() {
    Invoices unused = new Invoices(events.emitter());
    assertThat(unused).isNotNull();
    assertThat(events).emittedNothing();
  }

  @Test
  void anOutageDelaysAndLosesNothing() {
    events.transport().failNext(3, FailureKind.TRANSPORT);
    new Invoices(events.emitter()).pay("in-1", 4200);
    events.awaitSettled();
    assertThat(events.emitter().stats().delivered()).isEqualTo(1);
    assertThat(events.transport().messages()).hasSize(4);
  }

  @Test
  void anEventThatIsRefusedIsADeadLetter() {
    events.transport().rejectEvent(1, "VALIDATION_FAILED");
    new Invoices(events.emitter()).pay("in-1", 4200);
    events.awaitSettled();
    assertThat(events.store().countDeadLetters(DeadLetterFilter.ALL)).isEqualTo(1);
  }

  @Test
  void theCallerDoesNotWaitForTheOtherEnd() {
    events.transport().hang();
    new Invoices(events.emitter()).pay("in-1", 4200); // returns all the same
    assertThat(events.emitter().stats().delivered()).isZero();
    events.transport().release();
    events.awaitSettled();
    assertThat(events.emitter().stats().delivered()).isEqualTo(1);
  }

  @Test
  void withoutAnExtension() {
    try (TestEmitter events = TestEmitter.start()) {
      new Invoices(events.emitter()).pay("in-1", 4200);
      assertThat(events).emitted("invoice.paid").withSubject("in-1");
    }
  }

  @Test
  void whatFailsListsWhatWasEmitted() {
    new Invoices(events.emitter()).pay("in-1", 4200);
    assertThatThrownBy(
            () ->
                assertThat(events)
                    .within(Duration.ZERO)
                    .emitted("invoice.paid")
                    .withSubject("in-2"))
        .hasMessageStartingWith(
            """
            expected an event of type invoice.paid with subject in-2 within 0 s, but found 1 event:
              1. invoice.paid from billing, subject in-1, id\s""");
  }
}
