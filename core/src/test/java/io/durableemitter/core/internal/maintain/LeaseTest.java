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

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void twoProcessesOnOneTableSendEachEventOnce() {
    environment.insertOld(100);
    try (MaintenanceEnvironment neighbour = environment.neighbour()) {
      Retransmitter ours = environment.retransmitter(10);
      Retransmitter theirs = neighbour.retransmitter(10);
      for (int pass = 0; pass < 12; pass++) {
        ours.runOnce();
        theirs.runOnce();
      }
      assertThat(environment.sent()).isNotEmpty();
      assertThat(neighbour.sent()).isNotEmpty();
      assertThat(environment.sent().size() + neighbour.sent().size()).isEqualTo(100);
      Set<String> all = new HashSet<>(environment.sent());
      all.addAll(neighbour.sent());
      assertThat(all).hasSize(100);
    }
  }

  @Test
  void whatADeadProcessHeldIsTakenOverWhenItsLeaseEnds() {
    environment.insertOld(3);
    try (MaintenanceEnvironment dead = environment.neighbour()) {
      sweep(dead.retransmitter(500));
      Retransmitter retransmitter = environment.retransmitter(500);
      sweep(retransmitter);
      assertThat(environment.sent()).isEmpty();

      environment.advance(LEASE);
      sweep(retransmitter);
      assertThat(environment.sent()).isEqualTo(names(3));

      environment.transport.answerHeld(DeliveryResult.delivered());
      environment.settle();
      assertThat(environment.store.pendingCount()).isZero();
    }
  }

  @Test
  void theAcknowledgementOfAStalledProcessIsFenced() {
    environment.insertOld(3);
    try (MaintenanceEnvironment stalled = environment.neighbour()) {
      sweep(stalled.retransmitter(500));
      environment.advance(LEASE);
      sweep(environment.retransmitter(500));

      stalled.transport.answerHeld(DeliveryResult.delivered());
      stalled.settle();
      assertThat(environment.store.pendingCount()).as("held by another now").isEqualTo(3);

      environment.transport.answerHeld(DeliveryResult.delivered());
      environment.settle();
      assertThat(environment.store.pendingCount()).isZero();
    }
  }

  @Test
  void aSlowSendKeepsItsLease() {
    environment.insertOld(3);
    sweep(environment.retransmitter(500));
    LeaseKeeper keeper = keeper();
    try (MaintenanceEnvironment neighbour = environment.neighbour()) {
      Retransmitter theirs = neighbour.retransmitter(500);
      for (int turn = 0; turn < 10; turn++) {
        keeper.runOnce();
        environment.advance(INTERVAL);
        neighbour.ticks.addAndGet(INTERVAL.toNanos());
        sweep(theirs);
      }
      assertThat(neighbour.sent()).isEmpty();
    }
  }

  @Test
  void aSlowFirstSendIsNotTakenByAnother() {
    long id = environment.insert("slow");
    environment.dispatcher.dispatchNew(id, Events.encoded("slow"));
    LeaseKeeper keeper = keeper();
    keeper.runOnce();
    assertThat(environment.store.releaseClaims(environment.owner, new long[] {id}))
        .as("what is new on its way has no lease")
        .isZero();
    keeper.runOnce();
    environment.advance(AFTER);
    try (MaintenanceEnvironment neighbour = environment.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).isEmpty();
    }
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();
    assertThat(environment.store.pendingCount()).isZero();
  }

  @Test
  void aSlowFirstSendThatFailsIsFreeForAnotherAtOnce() {
    long id = environment.insert("slow");
    environment.dispatcher.dispatchNew(id, Events.encoded("slow"));
    LeaseKeeper keeper = keeper();
    keeper.runOnce();
    keeper.runOnce();
    environment.advance(AFTER);
    environment.transport.answerHeld(DeliveryResult.failed(FailureKind.TRANSPORT, "no answer"));
    environment.settle();
    try (MaintenanceEnvironment neighbour = environment.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).containsExactly("slow");
    }
  }

  @Test
  void aRenewalThatMeetsAReleaseLeavesNoLease() {
    long id = environment.insert("slow");
    environment.dispatcher.dispatchNew(id, Events.encoded("slow"));
    EventClaims store = environment.store;
    LeaseKeeper keeper =
        keeper(
            (owner, ids, lease) -> {
              environment.transport.answerHeld(
                  DeliveryResult.failed(FailureKind.TRANSPORT, "no answer"));
              while (environment.inFlight.size() > 0 && !isReleaseHeldUp()) {
                Thread.onSpinWait();
              }
              return store.renewClaims(owner, ids, lease);
            });
    keeper.runOnce();
    keeper.runOnce();
    environment.settle();
    environment.advance(AFTER);
    try (MaintenanceEnvironment neighbour = environment.neighbour()) {
      sweep(neighbour.retransmitter(500));
      assertThat(neighbour.sent()).containsExactly("slow");
    }
  }

  private static boolean isReleaseHeldUp() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().startsWith("durable-emitter-failed")
                    && thread.getState() == Thread.State.BLOCKED);
  }

  private LeaseKeeper keeper() {
    return keeper(environment.store::renewClaims);
  }

  private LeaseKeeper keeper(LeaseKeeper.Renewal renewal) {
    return new LeaseKeeper(renewal, environment.owner, LEASE, INTERVAL, environment.inFlight);
  }
}
