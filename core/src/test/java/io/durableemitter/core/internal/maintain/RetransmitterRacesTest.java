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

  private final MaintenanceEnvironment house = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void whoeverIsNotSentWithASuspectIsGivenBackBeforeTheSuspectIsSent() {
    house.insertOld(3);
    for (int life = 0; life < 2; life++) {
      PageRequest all = new PageRequest(AFTER, PendingCursor.START, 10, Long.MAX_VALUE);
      house.store.claim(UUID.randomUUID(), LEASE, all);
      house.advance(LEASE);
    }
    Set<Long> heldAtTheSend = new TreeSet<>();
    house.transport.answering(
        message -> {
          heldAtTheSend.addAll(house.store.leases().keySet());
          return Optional.empty();
        });
    Retransmitter retransmitter = house.retransmitter(10);
    // what else gives rows back does not come to it
    house.inFlight.whileNoneIsGivenUp(retransmitter::runOnce);

    assertThat(house.sent()).containsExactly("0");
    assertThat(heldAtTheSend).as("if the process ends by it").containsExactly(1L);
    assertThat(house.store.attempts(2)).hasValue(2);
  }

  @Test
  void aRowThatIsBeingGivenUpWhileItsPageIsClaimedIsNotLeftWithAClaim() {
    house.insertOld(1);
    house.inFlight.add(1L);
    Retransmitter retransmitter = house.retransmitter(10);
    Thread duty = new Thread(retransmitter::runOnce);
    house.inFlight.whileNoneIsGivenUp(
        () -> {
          duty.start();
          while (duty.getState() != Thread.State.BLOCKED && duty.isAlive()) {
            Thread.onSpinWait();
          }
          house.inFlight.remove(1L);
        });
    while (duty.isAlive()) {
      Thread.onSpinWait();
    }
    house.awaitFailedRows();
    assertThat(house.store.leases()).as("neither sent nor renewed").isEmpty();
  }

  @Test
  void aProbeGoesOnUntilItHasAnEvent() {
    house.insertOld(20);
    house.transport.answering(UNREACHABLE);
    PendingCursor behind = new PendingCursor(Instant.EPOCH, 0);
    Retransmitter retransmitter =
        house.retransmitter(
            new ForwardingEventStore(house.store) {
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
      house.settle();
    }
    assertThat(house.gate.state()).isEqualTo(DeliveryGate.State.CLOSED);
    int before = house.sent().size();
    house.advance(INTERVAL);
    Duration pause = Duration.ZERO;
    for (int pass = 0; pass < 20 && pause.isZero(); pass++) {
      pause = retransmitter.runOnce();
      house.settle();
    }
    assertThat(house.sent()).hasSizeGreaterThan(before);
    assertThat(pause).as("no spinning").isPositive();
  }
}
