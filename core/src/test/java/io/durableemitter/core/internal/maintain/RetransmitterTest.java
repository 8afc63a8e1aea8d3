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
import io.durableemitter.core.internal.deliver.DeliveryGate;
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

  private final MaintenanceEnvironment environment = new MaintenanceEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  /** Rows that were put off, or that others hold, are looked through without end otherwise. */
  @Test
  void partsOfTheQueueWithNothingToSendAreLookedThroughInATenthOfTheTime() {
    Duration took = Duration.ofMillis(100);
    environment.insertOld(1);
    Retransmitter retransmitter =
        environment.retransmitter(
            new ForwardingEventStore(environment.store) {
              private int pages;

              @Override
              public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
                environment.advance(took);
                return ++pages % 3 == 0
                    ? super.claim(owner, lease, request)
                    : new Page<>(List.of(), request.after(), true);
              }
            },
            10);

    Duration rest = took.multipliedBy(9);
    assertThat(retransmitter.runOnce()).isEqualTo(rest);
    environment.advance(rest.minusMillis(1));
    assertThat(retransmitter.runOnce()).as("woken early").isEqualTo(Duration.ofMillis(1));
    environment.advance(Duration.ofMillis(1));
    assertThat(retransmitter.runOnce()).isEqualTo(rest);
    environment.advance(rest);
    assertThat(retransmitter.runOnce()).as("the end of the sweep").isEqualTo(INTERVAL);
    environment.settle();
    assertThat(environment.sent()).containsExactly("0");
    environment.advance(INTERVAL);
    assertThat(retransmitter.runOnce()).isEqualTo(rest);
  }

  @Test
  void sendsOnlyWhatIsOldEnough() {
    environment.insert("old");
    environment.advance(AFTER);
    environment.insert("young");

    environment.retransmitter(500).runOnce();

    assertThat(environment.sent()).containsExactly("old");
    assertThat(environment.counters.stats(0, 0, 0, 0).retransmitted()).isEqualTo(1);
    assertThat(environment.counters.stats(0, 0, 0, 0).claimed()).isEqualTo(1);
  }

  @Test
  void aRefusedEventIsPutOffLongerEachTimeAndHoldsUpNobody() {
    environment.insertOld(120);
    environment.transport.answering(
        message ->
            Optional.of(message.header().id().equals("0") ? REFUSED : DeliveryResult.delivered()));
    Retransmitter retransmitter = environment.retransmitter(10);

    assertThat(sweep(retransmitter)).isEqualTo(INTERVAL);
    environment.settle();
    assertThat(environment.sent()).hasSize(120);
    assertThat(environment.store.pendingCount()).isEqualTo(1);
    assertThat(environment.counters.stats(0, 0, 0, 0).backedOff()).isEqualTo(1);
    assertThat(retransmitter.runOnce()).as("no spinning, even when woken").isPositive();
    assertThat(environment.sent()).hasSize(120);

    environment.rest();
    sweep(retransmitter);
    environment.settle();
    assertThat(environment.sent()).as("1 s was long over").hasSize(121).endsWith("0");
  }

  @Test
  void anEventThatFailsTooOftenBecomesADeadLetter() {
    environment.insertOld(1);
    environment.transport.answering(DeliveryResult.failed(FailureKind.CALL, "INTERNAL"));
    Retransmitter retransmitter = environment.retransmitter(10);
    for (int turn = 1; turn <= 12; turn++) {
      sweep(retransmitter);
      environment.settle();
      environment.advance(Duration.ofMinutes(5));
    }

    assertThat(environment.sent()).hasSize(4);
    assertThat(environment.store.pendingCount()).isZero();
    assertThat(environment.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
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
    environment.insertOld(5);
    for (int life = 0; life < 4; life++) {
      claimAndDie();
    }
    // from now on they are sent one at a time, in their order, so that the third is known
    Retransmitter next = environment.retransmitter(10);
    assertThat(next.runOnce()).isZero();
    environment.awaitFailedRows();
    assertThat(next.runOnce()).as("waits for the first").isPositive();
    assertThat(environment.sent()).containsExactly("0");
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();
    assertThat(next.runOnce()).isZero();
    environment.awaitFailedRows();
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();
    for (int life = 0; life < 4; life++) {
      try (MaintenanceEnvironment dying = environment.neighbour()) {
        dying.retransmitter(10).runOnce();
        dying.awaitFailedRows();
        assertThat(dying.sent()).containsExactly("2");
        dying.transport.forget();
        environment.advance(LEASE);
      }
    }
    environment.transport.answering(DeliveryResult.delivered());
    sweepAlone(environment.retransmitter(10));

    assertThat(environment.sent()).containsExactly("0", "1", "3", "4");
    assertThat(environment.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.header().id()).isEqualTo("2");
              assertThat(letter.reason()).isEqualTo(DeadLetterReason.TOO_MANY_ATTEMPTS);
              assertThat(letter.lastError()).contains("claimed 8 times without a result");
            });
  }

  /** A process that is killed twice had perhaps thousands in hand: they are not sent singly. */
  @Test
  void whatEndedWithItsProcessIsSentInEverSmallerGroups() {
    environment.insertOld(200);
    claimAndDie(200);
    claimAndDie(200);
    assertThat(sentByOneWhoDies()).isEqualTo(64);
    assertThat(sentByOneWhoDies()).isEqualTo(8);
    assertThat(sentByOneWhoDies()).isEqualTo(1);

    environment.transport.answering(DeliveryResult.delivered());
    Retransmitter survivor = environment.retransmitter(500);
    int passes = 0;
    for (; environment.store.pendingCount() > 0 && passes < 100; passes++) {
      environment.advance(survivor.runOnce());
      environment.awaitFailedRows();
      environment.settle();
    }
    assertThat(environment.sent()).hasSize(200);
    assertThat(passes).as("1 alone, 7, the rest by 64").isLessThan(20);
  }

  private int sentByOneWhoDies() {
    try (MaintenanceEnvironment dying = environment.neighbour()) {
      dying.retransmitter(500).runOnce();
      dying.awaitFailedRows();
      dying.transport.forget();
      environment.advance(LEASE);
      return dying.sent().size();
    }
  }

  /** Nobody can blame an event that was stored after those deaths. */
  @Test
  void whatIsHandedOverDoesNotWaitForAnEventThatIsSentAlone() {
    environment.insertOld(3);
    for (int life = 0; life < 4; life++) {
      claimAndDie();
    }
    Retransmitter next = environment.retransmitter(10);
    next.runOnce();
    environment.awaitFailedRows();
    environment.dispatcher.leave(environment.insert("new"));
    next.runOnce();
    assertThat(environment.sent()).containsExactly("0", "new");
    assertThat(next.runOnce()).as("the next one that may end us waits").isPositive();
    assertThat(environment.sent()).containsExactly("0", "new");
  }

  private void claimAndDie() {
    claimAndDie(10);
  }

  private void claimAndDie(int rows) {
    PageRequest all = new PageRequest(AFTER, PendingCursor.START, rows, Long.MAX_VALUE);
    assertThat(environment.store.claim(UUID.randomUUID(), LEASE, all).rows()).isNotEmpty();
    environment.advance(LEASE);
  }

  private void sweepAlone(Retransmitter retransmitter) {
    for (int pass = 0; pass < 50 && environment.store.pendingCount() > 0; pass++) {
      environment.advance(retransmitter.runOnce());
      environment.awaitFailedRows();
    }
  }

  @Test
  void anUndecodableRowBecomesADeadLetter() {
    environment.store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    environment.insert("good");
    environment.advance(AFTER);

    environment.retransmitter(500).runOnce();
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();

    assertThat(environment.sent()).containsExactly("good");
    assertThat(environment.counters.stats(0, 0, 0, 0).undecodable()).isEqualTo(1);
    assertThat(environment.store.pendingCount()).isZero();
    assertThat(environment.store.listDeadLetters(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
              assertThat(letter.payload()).isEqualTo(Payload.wrap(new byte[] {1, 2, 3}));
            });
  }

  @Test
  void whileTheOtherEndIsAwayOnlyProbesGoOutAtGrowingIntervalsAndNothingCounts() {
    environment.insertOld(1_000);
    environment.transport.withBacklogRoom(50);
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.transport.answering(UNREACHABLE);
    environment.transport.answerHeld(UNREACHABLE);
    environment.settle();
    Duration before = Duration.ZERO;
    for (int probe = 0; probe < 6; probe++) {
      int sent = environment.sent().size();
      Duration pause = sweep(retransmitter);
      environment.settle();
      assertThat(environment.sent().size() - sent).as("a small probe").isBetween(0, 50);
      assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(INTERVAL);
      before = pause;
      environment.advance(pause);
    }
    assertThat(new HashSet<>(environment.sent())).as("the oldest, not the backlog").hasSize(50);
    assertThat(environment.store.attempts(1)).as("trouble of the transport").hasValue(0);

    environment.transport.answering(DeliveryResult.delivered());
    environment.rest();
    for (int turn = 0; turn < 1_000 && environment.store.pendingCount() > 0; turn++) {
      environment.advance(sweep(retransmitter));
      environment.settle();
    }
    assertThat(new HashSet<>(environment.sent())).hasSize(1_000);
    assertThat(environment.counters.stats(0, 0, 0, 0).delivered()).isEqualTo(1_000);
  }

  @Test
  void whatExpiresInAnOutageTellsHowOftenItWasSentAndWhatWentWrong() {
    environment.insertOld(60);
    environment.transport.answering(UNREACHABLE);
    Retransmitter retransmitter = environment.retransmitter(50);
    for (int probe = 0; probe < 6; probe++) {
      environment.advance(sweep(retransmitter));
      environment.settle();
    }
    DeadLetterStore letters = environment.store;
    Slice expired =
        Expiry.movingToDeadLetters(
                environment.store, environment.counters, environment.gate::lastWords)
            .expire(Duration.ZERO, PendingCursor.START, 100);
    assertThat(expired.count()).isEqualTo(60);
    List<DeadLetter> dead = letters.listDeadLetters(DeadLetterFilter.ALL, 0, 100, Long.MAX_VALUE);
    assertThat(dead).allMatch(letter -> letter.lastError().contains("connection refused"));
    assertThat(dead.get(0).attempts()).as("the oldest, by every probe").isGreaterThan(1);
    assertThat(dead.get(0).lastError()).isEqualTo("TRANSPORT: connection refused");
    assertThat(environment.store.attempts(1)).as("it is gone").isEmpty();
  }

  @Test
  void anOpenedGateEndsTheRestAtOnce() {
    environment.insertOld(200);
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.transport.answerHeld(UNREACHABLE);
    environment.settle();
    assertThat(sweep(retransmitter)).isLessThanOrEqualTo(Duration.ofMillis(200));

    // a first send of live traffic is the probe that gets through
    environment.advance(Duration.ofMillis(200));
    long id = environment.insert("live");
    environment.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("live"));
    environment.transport.answering(DeliveryResult.delivered());
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();
    sweep(retransmitter);
    environment.settle();
    assertThat(environment.store.pendingCount()).isZero();
  }

  @Test
  void whenEveryCallFailsThoughTheOtherEndIsThereOnlyProbesGoOut() {
    environment.insertOld(1_000);
    environment.transport.answering(DeliveryResult.failed(FailureKind.CALL, "INTERNAL"));
    Retransmitter retransmitter = environment.retransmitter(50);
    sweep(retransmitter);
    environment.settle();
    int sent = environment.sent().size();
    assertThat(sent).as("not the whole backlog").isLessThanOrEqualTo(100);
    assertThat(retransmitter.runOnce()).isPositive();
    assertThat(environment.sent()).hasSize(sent);
    assertThat(environment.gate.problem().orElseThrow()).contains("INTERNAL");

    environment.transport.answering(DeliveryResult.delivered());
    for (int turn = 0; turn < 100 && environment.store.pendingCount() > 0; turn++) {
      environment.rest();
      sweep(retransmitter);
      environment.settle();
    }
    assertThat(environment.store.pendingCount()).isZero();
  }

  @Test
  void aTransportThatThrowsCostsOneEventAndIsUsedAgain() {
    environment.insertOld(3);
    environment.transport.answering(
        message -> {
          if (message.header().id().equals("1")) {
            throw new IllegalStateException("for the test");
          }
          return Optional.of(DeliveryResult.delivered());
        });
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.settle();
    assertThat(environment.store.pendingCount()).isEqualTo(1);
    assertThat(environment.inFlight.size()).isZero();
    assertThat(environment.store.leases()).isEmpty();

    environment.transport.answering(DeliveryResult.delivered());
    environment.rest();
    sweep(retransmitter);
    environment.settle();
    assertThat(environment.store.pendingCount()).isZero();
  }

  @Test
  void whatWasStoredWhileTheGateWasClosedGoesOutAsSoonAsItOpens() {
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.gate.pause();
    dispatch("young");
    assertThat(environment.sent()).isEmpty();
    environment.gate.resume();

    sweep(retransmitter);
    assertThat(environment.sent()).containsExactly("young");
  }

  @Test
  void whatTheTransportHadNoRoomForGoesOutAsSoonAsThereIsSome() {
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.transport.withCapacity(1).withBacklogRoom(1);
    dispatch("first");
    dispatch("second");
    assertThat(retransmitter.runOnce()).as("no room").isPositive();
    assertThat(environment.sent()).containsExactly("first");

    environment.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    assertThat(environment.sent()).containsExactly("first", "second");
  }

  @Test
  void aProcessThatIsNoHostSendsWhatItHasStoredItselfAndNothingElse() {
    environment.insertOld(3);
    environment.dispatcher.leave(environment.insert("own"));
    Retransmitter retransmitter = environment.retransmitter(environment.store, 10, false);

    sweep(retransmitter);
    assertThat(environment.sent()).containsExactly("own");
    for (int turn = 0; turn < 3; turn++) {
      environment.rest();
      assertThat(sweep(retransmitter)).isEqualTo(INTERVAL);
    }
    assertThat(environment.sent()).containsExactly("own");
  }

  @Test
  void whatANonHostCouldNotHandOverProbesTheGateAndGoesWhenItOpens() {
    environment.transport.answering(UNREACHABLE);
    Retransmitter retransmitter = environment.retransmitter(environment.store, 10, false);
    names(5).forEach(id -> environment.dispatcher.leave(environment.insert(id)));
    sweep(retransmitter);
    environment.settle();
    environment.dispatcher.leave(environment.insert("later"));
    assertThat(environment.gate.state()).isNotEqualTo(DeliveryGate.State.OPEN);

    environment.transport.answering(DeliveryResult.delivered());
    environment.rest();
    sweep(retransmitter);
    environment.settle();
    assertThat(environment.gate.state()).isEqualTo(DeliveryGate.State.OPEN);
    assertThat(environment.sent()).endsWith("later");
  }

  @Test
  void aLongSweepDoesNotKeepWhatIsHandedOverWaiting() {
    environment.insertOld(100);
    Retransmitter retransmitter = environment.retransmitter(10);
    retransmitter.runOnce();
    environment.dispatcher.leave(environment.insert("new"));
    retransmitter.runOnce();
    assertThat(environment.sent()).hasSize(11).endsWith("new");

    for (int i = 0; i < 40; i++) {
      environment.dispatcher.leave(environment.insert("new " + i));
    }
    sweep(retransmitter);
    assertThat(environment.sent().subList(11, 51))
        .as("nor the other way round: they take turns")
        .contains("10", "20", "new 0", "new 10");
    assertThat(environment.sent()).hasSize(141);
  }

  @Test
  void largeEventsThatWereHeldBackGoOutPageByPageAndNoneIsForgotten() {
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    environment.gate.pause();
    for (int i = 0; i < 20; i++) {
      long id =
          environment.store.insert(
              io.durableemitter.core.Events.payload("large-" + i, new byte[900_000]));
      environment.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("large-" + i));
    }
    environment.transport.answering(DeliveryResult.delivered());
    environment.gate.resume();
    sweep(retransmitter);
    environment.settle();

    assertThat(environment.store.pendingCount()).isZero();
  }

  @Test
  void anEventThatItsInsertMadeOldIsClaimedBeforeItIsSent() {
    Retransmitter retransmitter = environment.retransmitter(500);
    sweep(retransmitter);
    long id = environment.insert("slow");
    environment.dispatcher.leave(id);
    sweep(retransmitter);

    assertThat(environment.sent()).containsExactly("slow");
    assertThat(environment.store.leases()).containsEntry(id, environment.owner);
  }

  @Test
  void anEventThatTheMaintenanceHasTakenAlreadyIsNotSentAgainByItsEmit() {
    environment.insertOld(1);
    sweep(environment.retransmitter(500));
    environment.dispatcher.dispatchNew(1L, io.durableemitter.core.Events.encoded("0"));
    assertThat(environment.sent()).containsExactly("0");
  }

  @Test
  void aRowThatLeavesFlightWhileItsPageIsReadIsNotLeftWithAClaim() {
    long id = environment.insert("0");
    environment.dispatcher.dispatchNew(id, io.durableemitter.core.Events.encoded("0"));
    environment.advance(AFTER);
    Retransmitter retransmitter =
        environment.retransmitter(
            new ForwardingEventStore(environment.store) {
              @Override
              public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
                // it fails, is given back and forgotten here just before the claim
                environment.transport.answerHeld(UNREACHABLE);
                environment.settle();
                return super.claim(owner, lease, request);
              }
            },
            500);
    assertThat(retransmitter.runOnce()).as("looks for it again at once").isZero();
    environment.awaitFailedRows();

    assertThat(environment.sent()).containsExactly("0");
    assertThat(environment.store.leases()).as("neither sent nor renewed").isEmpty();
  }

  @Test
  void whatAnotherProcessHasTakenOverIsNotSentAnyMore() {
    environment.insertOld(2);
    environment.transport.withCapacity(1);
    Retransmitter retransmitter = environment.retransmitter(500);
    retransmitter.runOnce();
    environment.inFlight.lost(2);
    environment.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    environment.settle();

    assertThat(environment.sent()).containsExactly("0");
    assertThat(environment.inFlight.size()).isZero();
  }

  private void dispatch(String id) {
    environment.dispatcher.dispatchNew(
        environment.insert(id), io.durableemitter.core.Events.encoded(id));
  }

  @Test
  void aBacklogTakesNoMoreRoomThanTheTransportGivesIt() {
    environment.insertOld(2_000);
    environment.transport.withBacklogRoom(400);
    Retransmitter retransmitter = environment.retransmitter(50);
    int largest = 0;
    int answered = 0;
    for (int pass = 0; pass < 10_000 && answered < 2_000; pass++) {
      if (!retransmitter.runOnce().isZero()) {
        largest = Math.max(largest, environment.transport.heldCount());
        answered += environment.transport.answerHeld(DeliveryResult.delivered());
        environment.ticks.addAndGet(INTERVAL.toNanos());
      }
    }
    assertThat(answered).isEqualTo(2_000);
    assertThat(largest).isEqualTo(400);
  }

  @Test
  void rowsThatTheTransportHadNoRoomForAreSentNextInTheirOrder() {
    environment.insertOld(8);
    environment.transport.withCapacity(3);
    Retransmitter retransmitter = environment.retransmitter(500);

    assertThat(retransmitter.runOnce()).isPositive().isLessThan(INTERVAL);
    assertThat(environment.sent()).isEqualTo(names(3));

    environment.transport.answerHeld(DeliveryResult.delivered());
    retransmitter.runOnce();
    assertThat(environment.sent()).isEqualTo(names(6));
    assertThat(environment.counters.stats(0, 0, 0, 0).bufferFull()).isEqualTo(2);

    retransmitter.close();
    environment.transport.answerHeld(DeliveryResult.delivered());
    environment.settle();
    assertThat(environment.store.attempts(8)).as("given back when it closes").hasValue(0);
  }

  @Test
  void aPausedGateLetsNothingPass() {
    environment.insertOld(3);
    environment.gate.pause();
    Retransmitter retransmitter = environment.retransmitter(500);
    assertThat(retransmitter.runOnce()).isEqualTo(INTERVAL);
    assertThat(environment.sent()).isEmpty();
    assertThat(environment.store.attempts(1)).as("nothing is claimed").hasValue(0);

    environment.gate.resume();
    retransmitter.runOnce();
    assertThat(environment.sent()).isEqualTo(names(3));
  }
}
