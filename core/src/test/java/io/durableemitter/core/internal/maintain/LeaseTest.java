package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.AFTER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.INTERVAL;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.LEASE;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.names;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.core.Events;
import io.durableemitter.spi.EventClaims;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes on one table, stepped by hand. */
@Timeout(60)
class LeaseTest {

  private final MaintenanceEnvironment house = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void twoProcessesOnOneTableSendEachEventOnce() {
    house.insertOld(100);
    try (MaintenanceEnvironment neighbour = house.neighbour()) {
      Retransmitter ours = house.retransmitter(10);
      Retransmitter theirs = neighbour.retransmitter(10);
      for (int pass = 0; pass < 12; pass++) {
        ours.runOnce();
        theirs.runOnce();
      }
      assertThat(house.sent()).isNotEmpty();
      assertThat(neighbour.sent()).isNotEmpty();
      assertThat(house.sent().size() + neighbour.sent().size()).isEqualTo(100);
      Set<String> all = new HashSet<>(house.sent());
      all.addAll(neighbour.sent());
      assertThat(all).hasSize(100);
    }
  }

  @Test
  void whatADeadProcessHeldIsTakenOverWhenItsLeaseEnds() {
    house.insertOld(3);
    try (MaintenanceEnvironment dead = house.neighbour()) {
      sweep(dead.retransmitter(500));
      Retransmitter retransmitter = house.retransmitter(500);
      sweep(retransmitter);
      assertThat(house.sent()).isEmpty();

      house.advance(LEASE);
      sweep(retransmitter);
      assertThat(house.sent()).isEqualTo(names(3));

      house.transport.answerHeld(DeliveryResult.delivered());
      house.settle();
      assertThat(house.store.pendingCount()).isZero();
    }
  }

  @Test
  void theAcknowledgementOfAStalledProcessIsFenced() {
    house.insertOld(3);
    try (MaintenanceEnvironment stalled = house.neighbour()) {
      sweep(stalled.retransmitter(500));
      house.advance(LEASE);
      sweep(house.retransmitter(500));

      stalled.transport.answerHeld(DeliveryResult.delivered());
      stalled.settle();
      assertThat(house.store.pendingCount()).as("held by another now").isEqualTo(3);

      house.transport.answerHeld(DeliveryResult.delivered());
      house.settle();
      assertThat(house.store.pendingCount()).isZero();
    }
  }

  @Test
  void aSlowSendKeepsItsLease() {
    house.insertOld(3);
    sweep(house.retransmitter(500));
    LeaseKeeper keeper = keeper();
    try (MaintenanceEnvironment neighbour = house.neighbour()) {
      Retransmitter theirs = neighbour.retransmitter(500);
      for (int turn = 0; turn < 10; turn++) {
        keeper.runOnce();
        house.advance(INTERVAL);
        neighbour.ticks.addAndGet(INTERVAL.toNanos());
        sweep(theirs);
      }
      assertThat(neighbour.sent()).isEmpty();
    }
  }

  @Test
  void aSlowFirstSendIsNotTakenByAnother() {
    long id = house.insert("slow");
    house.dispatcher.dispatchNew(id, Events.encoded("slow"));
    LeaseKeeper keeper = keeper();
    keeper.runOnce();
    assertThat(house.store.releaseClaims(house.owner, new long[] {id}))
        .as("what is new on its way has no lease")
        .isZero();
    keeper.runOnce();
    house.advance(AFTER);
    try (MaintenanceEnvironment neighbour = house.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).isEmpty();
    }
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();
    assertThat(house.store.pendingCount()).isZero();
  }

  @Test
  void aSlowFirstSendThatFailsIsFreeForAnotherAtOnce() {
    long id = house.insert("slow");
    house.dispatcher.dispatchNew(id, Events.encoded("slow"));
    LeaseKeeper keeper = keeper();
    keeper.runOnce();
    keeper.runOnce();
    house.advance(AFTER);
    house.transport.answerHeld(DeliveryResult.failed(FailureKind.TRANSPORT, "no answer"));
    house.settle();
    try (MaintenanceEnvironment neighbour = house.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).containsExactly("slow");
    }
  }

  @Test
  void aRenewalThatMeetsAReleaseLeavesNoLease() {
    long id = house.insert("slow");
    house.dispatcher.dispatchNew(id, Events.encoded("slow"));
    EventClaims store = house.store;
    LeaseKeeper keeper =
        keeper(
            (owner, ids, lease) -> {
              house.transport.answerHeld(DeliveryResult.failed(FailureKind.TRANSPORT, "no answer"));
              while (house.inFlight.size() > 0 && !isReleaseHeldUp()) {
                Thread.onSpinWait();
              }
              return store.renewClaims(owner, ids, lease);
            });
    keeper.runOnce();
    keeper.runOnce();
    house.settle();
    house.advance(AFTER);
    try (MaintenanceEnvironment neighbour = house.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).containsExactly("slow");
    }
  }

  private static boolean isReleaseHeldUp() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().startsWith("failed") && thread.getState() == Thread.State.BLOCKED);
  }

  private LeaseKeeper keeper() {
    return keeper(house.store::renewClaims);
  }

  private LeaseKeeper keeper(LeaseKeeper.Renewal renewal) {
    return new LeaseKeeper(renewal, house.owner, LEASE, INTERVAL, house.inFlight);
  }
}
