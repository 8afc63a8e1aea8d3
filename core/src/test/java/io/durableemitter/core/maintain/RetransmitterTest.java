package io.durableemitter.core.maintain;

import static io.durableemitter.core.maintain.WatchHouse.AFTER;
import static io.durableemitter.core.maintain.WatchHouse.INTERVAL;
import static io.durableemitter.core.maintain.WatchHouse.LEASE;
import static io.durableemitter.core.maintain.WatchHouse.REFUSED;
import static io.durableemitter.core.maintain.WatchHouse.UNREACHABLE;
import static io.durableemitter.core.maintain.WatchHouse.names;
import static io.durableemitter.core.maintain.WatchHouse.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps the pass by hand over a store that claims. */
@Timeout(60)
class RetransmitterTest {

  private final WatchHouse house = new WatchHouse();

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void sendsOnlyWhatIsOldEnough() {
    house.insert("old");
    house.advance(AFTER);
    house.insert("young");

    house.retransmitter(500, 5_000).runOnce();

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
    Retransmitter retransmitter = house.retransmitter(10, 5_000);

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
    Retransmitter retransmitter = house.retransmitter(10, 5_000);
    for (int turn = 1; turn <= 12; turn++) {
      sweep(retransmitter);
      house.settle();
      house.advance(Duration.ofMinutes(5));
    }

    assertThat(house.sent()).hasSize(4);
    assertThat(house.store.pendingCount()).isZero();
    assertThat(
            house
                .store
                .deadLetters()
                .orElseThrow()
                .list(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
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
  void anEventThatKillsItsProcessEachTimeBecomesADeadLetterUnsent() {
    house.insertOld(1);
    for (int life = 0; life < 4; life++) {
      // claims it and dies
      try (WatchHouse life1 = house.neighbour()) {
        life1
            .store
            .claims()
            .orElseThrow()
            .claim(
                life1.owner, LEASE, new PageRequest(AFTER, PendingCursor.START, 10, Long.MAX_VALUE))
            .rows();
      }
      house.advance(LEASE);
    }
    sweep(house.retransmitter(10, 5_000));
    house.settle();

    assertThat(house.sent()).isEmpty();
    assertThat(house.store.deadLetters().orElseThrow().count(DeadLetterFilter.ALL)).isEqualTo(1);
  }

  @Test
  void anUndecodableRowBecomesADeadLetter() {
    house.store.insert(Payload.wrap(new byte[] {1, 2, 3}));
    house.insert("good");
    house.advance(AFTER);

    house.retransmitter(500, 5_000).runOnce();
    house.transport.answerHeld(DeliveryResult.delivered());
    house.settle();

    assertThat(house.sent()).containsExactly("good");
    assertThat(house.counters.snapshot().undecodable()).isEqualTo(1);
    assertThat(house.store.pendingCount()).isZero();
    assertThat(
            house
                .store
                .deadLetters()
                .orElseThrow()
                .list(DeadLetterFilter.ALL, 0, 10, Long.MAX_VALUE))
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
    Retransmitter retransmitter = house.retransmitter(500, 5_000);
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
    while (house.store.pendingCount() > 0) {
      house.advance(sweep(retransmitter));
      house.settle();
    }
    assertThat(new HashSet<>(house.sent())).hasSize(1_000);
    assertThat(house.counters.snapshot().delivered()).isEqualTo(1_000);
  }

  @Test
  void anOpenedGateEndsTheRestAtOnce() {
    house.insertOld(200);
    Retransmitter retransmitter = house.retransmitter(500, 5_000);
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
  void whenEveryCallFailsThoughTheOtherEndIsThereTheWatchRests() {
    house.insertOld(1_000);
    house.transport.answering(DeliveryResult.failed(FailureKind.CALL, "INTERNAL"));
    Retransmitter retransmitter = house.retransmitter(500, 5_000);
    sweep(retransmitter);
    house.settle();
    int sent = house.sent().size();
    assertThat(sent).as("not the whole backlog").isLessThanOrEqualTo(100);
    assertThat(retransmitter.runOnce()).isEqualTo(INTERVAL);
    assertThat(house.sent()).hasSize(sent);
  }

  @Test
  void theWindowGrowsWithAnswersUpToItsBound() {
    house.insertOld(2_000);
    Retransmitter retransmitter = house.retransmitter(50, 400);
    int largest = 0;
    int answered = 0;
    while (answered < 2_000) {
      Duration pause = retransmitter.runOnce();
      if (!pause.isZero()) {
        largest = Math.max(largest, house.transport.heldCount());
        answered += house.transport.answerHeld(DeliveryResult.delivered());
        house.ticks.addAndGet(INTERVAL.toNanos());
      }
    }
    assertThat(largest).isEqualTo(400);
  }

  @Test
  void rowsThatTheTransportHadNoRoomForAreSentNextInTheirOrder() {
    house.insertOld(8);
    house.transport.withCapacity(3);
    Retransmitter retransmitter = house.retransmitter(500, 5_000);

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
    Retransmitter retransmitter = house.retransmitter(500, 5_000);
    assertThat(retransmitter.runOnce()).isEqualTo(INTERVAL);
    assertThat(house.sent()).isEmpty();
    assertThat(house.store.attempts(1)).as("nothing is claimed").hasValue(0);

    house.gate.resume();
    retransmitter.runOnce();
    assertThat(house.sent()).isEqualTo(names(3));
  }
}
