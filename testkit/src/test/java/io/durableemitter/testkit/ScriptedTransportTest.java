package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.spi.EnqueueResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedTransportTest {

  private static final DeliveryResult DELIVERED = DeliveryResult.delivered();
  private static final DeliveryResult REFUSED =
      DeliveryResult.rejected("VALIDATION_FAILED", "refused by the script", true);
  private static final DeliveryResult FAILED =
      DeliveryResult.failed(FailureKind.CALL, "failed by the script");

  private final ScriptedTransport transport = ScriptedTransport.delivering();
  private final List<DeliveryResult> results = new ArrayList<>();

  @BeforeEach
  void start() {
    transport.start();
  }

  private EnqueueResult offer(String id) {
    return transport.queueMessage(
        new EventHeader(id, "billing", "invoice.paid"),
        TestEvents.payload(TestEvents.event(id)),
        results::add);
  }

  @Test
  void whatItTookIsRecordedInOrder() {
    offer("in-1");
    offer("in-2");
    assertThat(results).containsExactly(DELIVERED, DELIVERED);
    assertThat(transport.messages())
        .extracting(message -> message.event().getId())
        .containsExactly("in-1", "in-2");
    assertThat(transport.events()).hasSize(2);
  }

  @Test
  void oneEventIsRefusedByItsNumberFromNow() {
    offer("in-1");
    transport.rejectEvent(2, "VALIDATION_FAILED");
    List.of("in-2", "in-3", "in-4").forEach(this::offer);
    assertThat(results).containsExactly(DELIVERED, DELIVERED, REFUSED, DELIVERED);
  }

  @Test
  void theNextEventsFail() {
    transport.failNext(2, FailureKind.CALL);
    List.of("in-1", "in-2", "in-3").forEach(this::offer);
    assertThat(results).containsExactly(FAILED, FAILED, DELIVERED);
  }

  @Test
  void itIsFullUntilItIsNot() {
    transport.full(true);
    assertThat(offer("in-1")).isEqualTo(EnqueueResult.BUFFER_FULL);
    assertThat(transport.messages()).isEmpty();
    transport.full(false);
    assertThat(offer("in-1")).isEqualTo(EnqueueResult.ACCEPTED);
    assertThat(results).containsExactly(DELIVERED);
  }

  @Test
  void itHangsUntilReleasedAndThenAnswersByTheScript() {
    transport.hang().failNext(1, FailureKind.CALL);
    offer("in-1");
    offer("in-2");
    assertThat(results).isEmpty();
    assertThat(transport.heldCount()).isEqualTo(2);

    assertThat(transport.release()).isEqualTo(2);
    assertThat(results).containsExactly(FAILED, DELIVERED);
    offer("in-3");
    assertThat(results).hasSize(3);
  }

  @Test
  void whatAScriptHoldsStaysHeldWhenReleased() {
    ScriptedTransport holding = new ScriptedTransport();
    holding.start();
    holding.queueMessage(
        new EventHeader("in-1", "billing", "invoice.paid"),
        TestEvents.payload(TestEvents.event("in-1")),
        results::add);
    assertThat(holding.release()).isZero();
    assertThat(holding.heldCount()).isEqualTo(1);
  }

  @Test
  void faultsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> transport.rejectEvent(0, "VALIDATION_FAILED"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("number must be at least 1, the next event, but is 0");
    assertThatThrownBy(() -> transport.failNext(-1, FailureKind.CALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("events must not be negative but is -1");
  }
}
