package io.durableemitter.core.internal.maintain;

import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.AFTER;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.INTERVAL;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.LEASE;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.REFUSED;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.UNREACHABLE;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.names;
import static io.durableemitter.core.internal.maintain.MaintenanceEnvironment.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps the pass by hand over a store that claims. */
@Timeout(60)
class RetransmitterTest {

  private final MaintenanceEnvironment house = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void sendsOnlyWhatIsOldEnough() {
    house.insert("old");
    house.advance(AFTER);
    house.insert("young");

    house.retransmitter(500).runOnce();

    assertThat(house.sent()).containsExactly("old");
    assertThat(house.counters.snapshot().retransmitted()).isEqualTo(1);
    assertThat(house.counters.snapshot().claimed()).isEqualTo(1);
  }

  @Test
  void aRefusedEventIsPutOffLongerEachTimeAndHoldsUpNobody() {
    house.insertOld(120);
    house.transport.answering(
        message ->
            Optional.of(message.header().id().equals("0") ? REFUSED : DeliveryResult.delivered()));
    Retransmitter retransmitter = house.retransmitter(10);

    assertThat(sweep(retransmitter)).isEqualTo(INTERVAL);
    house.settle();
    assertThat(house.sent()).hasSize(120);
    assertThat(house.store.pendingCount()).isEqualTo(1);
    assertThat(house.counters.snapshot().backedOff()).isEqualTo(1);
    assertThat(retransmitter.runOnce()).as("no spinning, even when woken").isPositive();
    assertThat(house.sent()).hasSize(120);

    house.rest();
    sweep(retransmitter);
    house.settle();
    assertThat(house.sent()).as("1 s was long over").hasSize(121).endsWith("0");
  }

  @Test
  void anEventThatFailsTooOftenBecomesADeadLetter() {
    house.insertOld(1);
    house.transport.answering(DeliveryResult.failed(FailureKind.CALL, "INTERNAL"));
    Retransmitter retransmitter = house.retransmitter(10);
    for (int turn = 1; turn <= 12; turn++) {
      sweep(retransmitter);
      house.settle();
      house.advance(Duration.ofMinutes(5));
    }

    assertThat(house.sent()).hasSize(4);
    assertThat(house.store.pendingCount()).isZero();
    assertThat(house.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetterReason.TOO_MANY_ATTEMPTS);
              assertThat(letter.lastError()).isEqualTo("CALL: INTERNAL");
              assertThat(letter.attempts()).isEqualTo(4);
              assertThat(letter.header().id()).isEqualTo("0");
            });
  }

  @Test
  void anEventThatKillsItsProcessEachTimeBecomesADeadLetterAndItsNeighboursDoNot() {
    house.insertOld(5);
    for (int life = 0; life < 2; life++) {
      claimAndDie();
    }
    // from now on they are sent one at a time, in their order, so that the third is known
    Retransmitter next = house.retransmitter(10);
    assertThat(next.runOnce()).isZero();
    house.awaitFailedRows();
    assertThat(next.runOnce()).as("waits for the first").isPositive();
    assertThat(house.sent()).containsExactly("0");
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();
    assertThat(next.runOnce()).isZero();
    house.awaitFailedRows();
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();
    for (int life = 0; life < 4; life++) {
      try (MaintenanceEnvironment dying = house.neighbour()) {
        dying.retransmitter(10).runOnce();
        dying.awaitFailedRows();
        assertThat(dying.sent()).containsExactly("2");
        dying.transport.forget();
        house.advance(LEASE);
      }
    }
    house.transport.answering(DeliveryResult.delivered());
    sweepAlone(house.retransmitter(10));

    assertThat(house.sent()).containsExactly("0", "1", "3", "4");
    assertThat(house.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.header().id()).isEqualTo("2");
              assertThat(letter.reason()).isEqualTo(DeadLetterReason.TOO_MANY_ATTEMPTS);
              assertThat(letter.lastError()).contains("claimed 6 times without a result");
            });
  }

  private void claimAndDie() {
    PageRequest all = new PageRequest(AFTER, PendingCursor.START, 10, Long.MAX_VALUE);
    assertThat(house.store.claim(UUID.randomUUID(), LEASE, all).rows()).isNotEmpty();
    house.advance(LEASE);
  }

  private void sweepAlone(Retransmitter retransmitter) {
    for (int pass = 0; pass < 50 && house.store.pendingCount() > 0; pass++) {
      house.advance(retransmitter.runOnce());
      house.awaitFailedRows();
    }
  }

  @Test
  void anUndecodableRowBecomesADeadLetter() {
    house.store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    house.insert("good");
    house.advance(AFTER);

    house.retransmitter(500).runOnce();
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();

    assertThat(house.sent()).containsExactly("good");
    assertThat(house.counters.snapshot().undecodable()).isEqualTo(1);
    assertThat(house.store.pendingCount()).isZero();
    assertThat(house.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
              assertThat(letter.payload()).isEqualTo(Payload.wrap(new byte[] {1, 2, 3}));
            });
  }

  @Test
  void whileTheOtherEndIsAwayOnlyProbesGoOutAtGrowingIntervalsAndNothingCounts() {
    house.insertOld(1_000);
    house.transport.withBacklogRoom(50);
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.transport.answering(UNREACHABLE);
    house.transport.answerHeld(UNREACHABLE);
    house.settle();
    Duration before = Duration.ZERO;
    for (int probe = 0; probe < 6; probe++) {
      int sent = house.sent().size();
      Duration pause = sweep(retransmitter);
      house.settle();
      assertThat(house.sent().size() - sent).as("a small probe").isBetween(0, 50);
      assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(INTERVAL);
      before = pause;
      house.advance(pause);
    }
    assertThat(new HashSet<>(house.sent())).as("the oldest, not the backlog").hasSize(50);
    assertThat(house.store.attempts(1)).as("trouble of the transport").hasValue(0);

    house.transport.answering(DeliveryResult.delivered());
    house.rest();
    for (int turn = 0; turn < 1_000 && house.store.pendingCount() > 0; turn++) {
      house.advance(sweep(retransmitter));
      house.settle();
    }
    assertThat(new HashSet<>(house.sent())).hasSize(1_000);
    assertThat(house.counters.snapshot().delivered()).isEqualTo(1_000);
  }

  @Test
  void whatExpiresInAnOutageTellsHowOftenItWasSentAndWhatWentWrong() {
    house.insertOld(60);
    house.transport.answering(UNREACHABLE);
    Retransmitter retransmitter = house.retransmitter(50);
    for (int probe = 0; probe < 6; probe++) {
      house.advance(sweep(retransmitter));
      house.settle();
    }
    DeadLetterStore letters = house.store;
    Slice expired =
        Expiry.movingToDeadLetters(house.store, house.counters, house.gate::lastWords)
            .expire(Duration.ZERO, PendingCursor.START, 100);
    assertThat(expired.count()).isEqualTo(60);
    List<DeadLetter> dead = letters.listDeadLetters(DeadLetterFilter.ALL, 0, 100, Long.MAX_VALUE);
    assertThat(dead).allMatch(letter -> letter.lastError().contains("connection refused"));
    assertThat(dead.get(0).attempts()).as("the oldest, by every probe").isGreaterThan(1);
    assertThat(dead.get(0).lastError()).isEqualTo("TRANSPORT: connection refused");
    assertThat(house.store.attempts(1)).as("it is gone").isEmpty();
  }

  @Test
  void anOpenedGateEndsTheRestAtOnce() {
    house.insertOld(200);
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.transport.answerHeld(UNREACHABLE);
    house.settle();
    assertThat(sweep(retransmitter)).isLessThanOrEqualTo(Duration.ofMillis(200));

    // a first send of live traffic is the probe that gets through
    house.advance(Duration.ofMillis(200));
    long id = house.insert("live");
    house.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("live"));
    house.transport.answering(DeliveryResult.delivered());
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();
    sweep(retransmitter);
    house.settle();
    assertThat(house.store.pendingCount()).isZero();
  }

  @Test
  void whenEveryCallFailsThoughTheOtherEndIsThereOnlyProbesGoOut() {
    house.insertOld(1_000);
    house.transport.answering(DeliveryResult.failed(FailureKind.CALL, "INTERNAL"));
    Retransmitter retransmitter = house.retransmitter(50);
    sweep(retransmitter);
    house.settle();
    int sent = house.sent().size();
    assertThat(sent).as("not the whole backlog").isLessThanOrEqualTo(100);
    assertThat(retransmitter.runOnce()).isPositive();
    assertThat(house.sent()).hasSize(sent);
    assertThat(house.gate.problem().orElseThrow()).contains("INTERNAL");

    house.transport.answering(DeliveryResult.delivered());
    for (int turn = 0; turn < 100 && house.store.pendingCount() > 0; turn++) {
      house.rest();
      sweep(retransmitter);
      house.settle();
    }
    assertThat(house.store.pendingCount()).isZero();
  }

  @Test
  void aTransportThatThrowsCostsOneEventAndIsUsedAgain() {
    house.insertOld(3);
    house.transport.answering(
        message -> {
          if (message.header().id().equals("1")) {
            throw new IllegalStateException("for the test");
          }
          return Optional.of(DeliveryResult.delivered());
        });
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.settle();
    assertThat(house.store.pendingCount()).isEqualTo(1);
    assertThat(house.inFlight.size()).isZero();
    assertThat(house.store.leases()).isEmpty();

    house.transport.answering(DeliveryResult.delivered());
    house.rest();
    sweep(retransmitter);
    house.settle();
    assertThat(house.store.pendingCount()).isZero();
  }

  @Test
  void whatWasStoredWhileTheGateWasClosedGoesOutAsSoonAsItOpens() {
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.gate.pause();
    dispatch("young");
    assertThat(house.sent()).isEmpty();
    house.gate.resume();

    sweep(retransmitter);
    assertThat(house.sent()).containsExactly("young");
  }

  @Test
  void whatTheTransportHadNoRoomForGoesOutAsSoonAsThereIsSome() {
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.transport.withCapacity(1).withBacklogRoom(1);
    dispatch("first");
    dispatch("second");
    assertThat(retransmitter.runOnce()).as("no room").isPositive();
    assertThat(house.sent()).containsExactly("first");

    house.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    assertThat(house.sent()).containsExactly("first", "second");
  }

  @Test
  void largeEventsThatWereHeldBackGoOutPageByPageAndNoneIsForgotten() {
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    house.gate.pause();
    for (int i = 0; i < 20; i++) {
      long id =
          house.store.insert(
              io.durableemitter.core.Events.payload("large-" + i, new byte[900_000]));
      house.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("large-" + i));
    }
    house.transport.answering(DeliveryResult.delivered());
    house.gate.resume();
    sweep(retransmitter);
    house.settle();

    assertThat(house.store.pendingCount()).isZero();
  }

  @Test
  void anEventThatItsInsertMadeOldIsClaimedBeforeItIsSent() {
    Retransmitter retransmitter = house.retransmitter(500);
    sweep(retransmitter);
    long id = house.insert("slow");
    house.dispatcher.leave(id);
    sweep(retransmitter);

    assertThat(house.sent()).containsExactly("slow");
    assertThat(house.store.leases()).containsEntry(id, house.owner);
  }

  @Test
  void anEventThatTheMaintenanceHasTakenAlreadyIsNotSentAgainByItsEmit() {
    house.insertOld(1);
    sweep(house.retransmitter(500));
    house.dispatcher.dispatchNew(1L, io.durableemitter.core.Events.encoded("0"));
    assertThat(house.sent()).containsExactly("0");
  }

  @Test
  void aRowThatLeavesFlightWhileItsPageIsReadIsNotLeftWithAClaim() {
    long id = house.insert("0");
    house.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("0"));
    house.advance(AFTER);
    Retransmitter retransmitter =
        house.retransmitter(
            new ForwardingEventStore(house.store) {
              @Override
              public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
                // it fails, is given back and forgotten here just before the claim
                house.transport.answerHeld(UNREACHABLE);
                house.settle();
                return super.claim(owner, lease, request);
              }
            },
            500);
    assertThat(retransmitter.runOnce()).as("looks for it again at once").isZero();
    house.awaitFailedRows();

    assertThat(house.sent()).containsExactly("0");
    assertThat(house.store.leases()).as("neither sent nor renewed").isEmpty();
  }

  @Test
  void whatAnotherProcessHasTakenOverIsNotSentAnyMore() {
    house.insertOld(2);
    house.transport.withCapacity(1);
    Retransmitter retransmitter = house.retransmitter(500);
    retransmitter.runOnce();
    house.inFlight.lost(2);
    house.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    house.settle();

    assertThat(house.sent()).containsExactly("0");
    assertThat(house.inFlight.size()).isZero();
  }

  private void dispatch(String id) {
    house.dispatcher.dispatchNew(house.insert(id), io.durableemitter.core.Events.encoded(id));
  }

  @Test
  void aBacklogTakesNoMoreRoomThanTheTransportGivesIt() {
    house.insertOld(2_000);
    house.transport.withBacklogRoom(400);
    Retransmitter retransmitter = house.retransmitter(50);
    int largest = 0;
    int answered = 0;
    for (int pass = 0; pass < 10_000 && answered < 2_000; pass++) {
      if (!retransmitter.runOnce().isZero()) {
        largest = Math.max(largest, house.transport.heldCount());
        answered += house.transport.answerHeld(DeliveryResult.delivered());
        house.ticks.addAndGet(INTERVAL.toNanos());
      }
    }
    assertThat(answered).isEqualTo(2_000);
    assertThat(largest).isEqualTo(400);
  }

  @Test
  void rowsThatTheTransportHadNoRoomForAreSentNextInTheirOrder() {
    house.insertOld(8);
    house.transport.withCapacity(3);
    Retransmitter retransmitter = house.retransmitter(500);

    assertThat(retransmitter.runOnce()).isPositive().isLessThan(INTERVAL);
    assertThat(house.sent()).isEqualTo(names(3));

    house.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    assertThat(house.sent()).isEqualTo(names(6));
    assertThat(house.counters.snapshot().bufferFull()).isEqualTo(2);

    retransmitter.close();
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();
    assertThat(house.store.attempts(8)).as("given back when it closes").hasValue(0);
  }

  @Test
  void aPausedGateLetsNothingPass() {
    house.insertOld(3);
    house.gate.pause();
    Retransmitter retransmitter = house.retransmitter(500);
    assertThat(retransmitter.runOnce()).isEqualTo(INTERVAL);
    assertThat(house.sent()).isEmpty();
    assertThat(house.store.attempts(1)).as("nothing is claimed").hasValue(0);

    house.gate.resume();
    retransmitter.runOnce();
    assertThat(house.sent()).isEqualTo(names(3));
  }
}
