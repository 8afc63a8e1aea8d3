package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.AFTER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.INTERVAL;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.LEASE;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.REFUSED;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.REFUSED_FOR_EVER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.names;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Payload;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps the pass by hand over a store that can neither claim nor keep dead letters. */
@Timeout(60)
class ListingRetransmitterTest {

  private final MaintenanceEnvironment house = MaintenanceEnvironment.withoutAbilities();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void doesNotSendAgainWhatIsInFlight() {
    house.insertOld(1);
    Retransmitter retransmitter = house.retransmitter(500);
    retransmitter.runOnce();
    house.rest();

    retransmitter.runOnce();
    assertThat(house.sent()).as("still with the transport").containsExactly("0");

    house.transport.answerHeld(REFUSED);
    house.settle();
    house.rest();
    retransmitter.runOnce();
    assertThat(house.sent()).as("refused, so in the next sweep").containsExactly("0", "0");
  }

  @Test
  void aRowThatIsDeliveredWhileItsPageIsReadIsNotSentAgain() {
    house.insertOld(1);
    house.retransmitter(500).runOnce();
    // the page still has the row; before anyone looks at it, its delivery ends
    ListingStore store =
        new ListingStore(
            house.store,
            () -> {
              house.transport.answerHeld(REFUSED);
              house.settle();
            });
    house
        .retransmitter(PendingSource.of(store, house.owner, LEASE, AFTER, house.counters), 500)
        .runOnce();
    assertThat(house.transport.heldCount()).isZero();
    assertThat(house.sent()).containsExactly("0");
  }

  @Test
  void anEventThatIsRefusedForEverWaitsForItsExpiry() {
    house.insertOld(1);
    house.transport.answering(REFUSED_FOR_EVER);
    Retransmitter retransmitter = house.retransmitter(500);
    assertThat(sweep(retransmitter)).isEqualTo(INTERVAL);
    house.settle();
    assertThat(house.store.pendingCount()).isEqualTo(1);
    assertThat(retransmitter.runOnce()).as("no spinning").isPositive();
    assertThat(house.sent()).hasSize(1);
  }

  @Test
  void callsThatFailForOneEventDoNotHoldUpThoseBehind() {
    house.insertOld(300);
    Set<String> poisoned = new HashSet<>(names(50));
    house.transport.answering(
        message ->
            Optional.of(
                poisoned.contains(message.header().id())
                    ? DeliveryResult.failed(FailureKind.CALL, "INTERNAL")
                    : DeliveryResult.delivered()));
    Retransmitter retransmitter = house.retransmitter(50);

    for (int pass = 0; pass < 20; pass++) {
      if (!retransmitter.runOnce().isZero()) {
        house.rest();
      }
    }

    assertThat(new HashSet<>(house.sent())).hasSize(300);
  }

  @Test
  void anUndecodableRowIsPassedAndCounted() {
    house.store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    house.insert("good");
    house.advance(AFTER);

    house.retransmitter(500).runOnce();

    assertThat(house.sent()).containsExactly("good");
    assertThat(house.counters.snapshot().undecodable()).isEqualTo(1);
    assertThat(house.inFlight.size()).as("only what the transport holds").isEqualTo(1);
    assertThat(house.retransmitter(500).runOnce()).isGreaterThan(Duration.ZERO);
  }
}
