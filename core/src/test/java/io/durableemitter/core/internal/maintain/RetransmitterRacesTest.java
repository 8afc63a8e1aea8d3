package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.AFTER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.INTERVAL;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.LEASE;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the simulation found between the retransmitter and what else works on its rows. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetransmitterRacesTest {

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void whoeverIsNotSentWithASuspectIsGivenBackBeforeTheSuspectIsSent() {
    environment.insertOld(3);
    for (int life = 0; life < 4; life++) {
      PageRequest all = new PageRequest(AFTER, PendingCursor.START, 10, Long.MAX_VALUE);
      environment.store.claim(UUID.randomUUID(), LEASE, all);
      environment.advance(LEASE);
    }
    Set<Long> heldAtTheSend = new TreeSet<>();
    environment.transport.answering(
        message -> {
          heldAtTheSend.addAll(environment.store.leases().keySet());
          return Optional.empty();
        });
    Retransmitter retransmitter = environment.retransmitter(10);
    // what else gives rows back does not come to it
    environment.inFlight.whileNoneIsGivenUp(retransmitter::runOnce);

    assertThat(environment.sent()).containsExactly("0");
    assertThat(heldAtTheSend).as("if the process ends by it").containsExactly(1L);
    assertThat(environment.store.attempts(2)).hasValue(4);
  }

  @Test
  void aRowThatIsBeingGivenUpWhileItsPageIsClaimedIsNotLeftWithAClaim() {
    environment.insertOld(1);
    environment.inFlight.add(1L);
    Retransmitter retransmitter = environment.retransmitter(10);
    Thread duty = new Thread(retransmitter::runOnce);
    environment.inFlight.whileNoneIsGivenUp(
        () -> {
          duty.start();
          while (duty.getState() != Thread.State.BLOCKED && duty.isAlive()) {
            Thread.onSpinWait();
          }
          environment.inFlight.remove(1L);
        });
    while (duty.isAlive()) {
      Thread.onSpinWait();
    }
    environment.awaitFailedRows();
    assertThat(environment.store.leases()).as("neither sent nor renewed").isEmpty();
  }

  @Test
  void aProbeGoesOnUntilItHasAnEvent() {
    environment.insertOld(20);
    environment.transport.answering(UNREACHABLE);
    PendingCursor behind = new PendingCursor(Instant.EPOCH, 0);
    Retransmitter retransmitter =
        environment.retransmitter(
            new ForwardingEventStore(environment.store) {
              @Override
              public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
                // as where many rows before them are dead
                return request.after().id() < 0
                    ? new Page<>(List.of(), behind, true)
                    : super.claim(owner, lease, request);
              }
            },
            10);
    for (int pass = 0; pass < 10; pass++) {
      retransmitter.runOnce();
      environment.settle();
    }
    assertThat(environment.gate.state()).isEqualTo(DeliveryGate.State.CLOSED);
    int before = environment.sent().size();
    environment.advance(INTERVAL);
    Duration pause = Duration.ZERO;
    for (int pass = 0; pass < 20 && pause.isZero(); pass++) {
      pause = retransmitter.runOnce();
      environment.settle();
    }
    assertThat(environment.sent()).hasSizeGreaterThan(before);
    assertThat(pause).as("no spinning").isPositive();
  }
}
