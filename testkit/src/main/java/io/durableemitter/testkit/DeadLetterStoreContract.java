package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What the {@link DeadLetterStore} of a store must do. Extend it beside {@link
 * DurableEventStoreContract} if the store has one, and say how to make an empty store and how time
 * passes in it.
 */
public abstract class DeadLetterStoreContract extends DeadLetterPagesContract {

  /** For subclasses. */
  protected DeadLetterStoreContract() {}

  @Test
  void aMoveMovesARowOnceAndKeepsWhatItWas() {
    long[] ids = insert(2);
    DurableEvent row = pending().get(0);
    passTime(Duration.ofMinutes(5));
    DurableEvent aged = pending().get(0);

    assertThat(letters().moveToDeadLetters(ME, List.of(request(ids[0])))).isEqualTo(1);
    assertThat(letters().moveToDeadLetters(ME, List.of(request(ids[0])))).isZero();

    assertThat(pendingIds()).containsExactly(ids[1]);
    DeadLetter letter = only();
    assertThat(letter.rowId()).isEqualTo(ids[0]);
    assertThat(letter.header()).isEqualTo(header(ids[0]));
    assertThat(letter.payload()).isEqualTo(row.payload());
    assertThat(letter.createdAt()).isEqualTo(aged.createdAt());
    assertThat(letter.diedAt()).isAfterOrEqualTo(letter.createdAt().plus(Duration.ofMinutes(4)));
    assertThat(letter.reason()).isEqualTo(DeadLetterReason.REJECTED);
    assertThat(letter.lastError()).isEqualTo("refused");
    assertThat(letter.attempts()).isZero();
  }

  @Test
  void aMoveWithoutAnErrorKeepsTheRowsLastErrorAndItsAttempts() {
    long[] ids = insert(1);
    claim(ME);
    store.backOff(ME, List.of(new BackOff(ids[0], Duration.ZERO, "no answer")));
    claim(ME);
    letters()
        .moveToDeadLetters(
            ME, List.of(new DeadLetterRequest(ids[0], header(1), DeadLetterReason.EXPIRED, "")));
    assertThat(only().lastError()).isEqualTo("no answer");
    assertThat(only().attempts()).isEqualTo(2);
  }

  @Test
  void aRowThatWasSentInVainTellsHowOftenAndWhatWentWrong() {
    long[] ids = insert(1);
    for (int i = 0; i < 3; i++) {
      assertThat(claim(ME)).allMatch(one -> one.attempts() == 1 && one.failures() == 0);
      assertThat(store.releaseUnreached(ME, ids, "out of reach " + i)).isEqualTo(1);
    }
    assertThat(store.releaseUnreached(ME, ids, "not held")).isZero();
    moveExpired(ids[0], "never sent");
    assertThat(only().lastError()).isEqualTo("out of reach 2");
    assertThat(only().attempts()).isEqualTo(3);
  }

  @Test
  void aRowThatKnowsNothingIsToldWhatTheRequestKnows() {
    moveExpired(insert(1)[0], "never sent");
    assertThat(only().lastError()).isEqualTo("never sent");
    assertThat(only().attempts()).isZero();
  }

  private void moveExpired(long id, String otherwise) {
    DeadLetterRequest request =
        new DeadLetterRequest(id, header(1), DeadLetterReason.EXPIRED, "", otherwise, false);
    assertThat(letters().moveToDeadLetters(ME, List.of(request))).isEqualTo(1);
  }

  @Test
  void aRefusalAtTheFirstSendIsAnAttempt() {
    DeadLetterRequest request =
        new DeadLetterRequest(insert(1)[0], header(1), DeadLetterReason.REJECTED, "no", "", true);
    assertThat(letters().moveToDeadLetters(ME, List.of(request))).isEqualTo(1);
    assertThat(only().lastError()).isEqualTo("no");
    assertThat(only().attempts()).isEqualTo(1);
  }

  @Test
  void aMoveIsFenced() {
    long[] ids = insert(2);
    claim(OTHER);
    assertThat(letters().moveToDeadLetters(ME, List.of(request(ids[0])))).isZero();
    passTime(LEASE.plusMinutes(1));
    assertThat(letters().moveToDeadLetters(ME, List.of(request(ids[0])))).isEqualTo(1);
    assertThat(letters().moveToDeadLetters(OTHER, List.of(request(ids[0]), request(ids[1]))))
        .isEqualTo(1);
  }

  @Test
  void deliveredRowsAndThoseThatAreGoneAreNotMoved() {
    long[] ids = insert(2);
    store.markDelivered(ids[0]);
    store.delete(ids[1]);
    assertThat(
            letters()
                .moveToDeadLetters(
                    ME, List.of(request(ids[1]), request(ids[0]), request(ids[1] + 99))))
        .isZero();
    assertThat(letters().moveToDeadLetters(ME, List.of())).isZero();
    assertThat(letters().countDeadLetters(ALL)).isZero();
  }

  @Test
  void textsAreKeptAsFarAsTheStoreCan() {
    long[] ids = insert(1);
    String hostile = "a\0b\ud800".repeat(100_000);
    EventHeader header = new EventHeader("i\0d", hostile, "");
    letters()
        .moveToDeadLetters(
            ME,
            List.of(new DeadLetterRequest(ids[0], header, DeadLetterReason.UNDECODABLE, hostile)));
    assertThat(only().lastError()).startsWith("a");
    assertThat(only().header().source()).startsWith("a");
    assertThat(only().header().id()).startsWith("i").endsWith("d");
    assertThat(only().header().type()).isEmpty();
  }

  @Test
  void redrivingPutsThePayloadBackAsANewRow() {
    insert(1);
    claim(ME);
    DurableEvent row = pending().get(0);
    letters().moveToDeadLetters(ME, List.of(request(row.id())));
    passTime(Duration.ofHours(1));

    assertThat(letters().redrive(ALL, 10)).isEqualTo(1);
    assertThat(letters().countDeadLetters(ALL)).isZero();
    assertThat(letters().redrive(ALL, 10)).isZero();
    DurableEvent anew = pending().get(0);
    assertThat(pending()).hasSize(1);
    assertThat(anew.id()).isNotEqualTo(row.id());
    assertThat(anew.payload()).isEqualTo(row.payload());
    assertThat(expire(Duration.ofMinutes(30), 10)).as("a new time to live").isZero();
    assertThat(claim(OTHER)).allMatch(one -> one.attempts() == 1);
  }

  @Test
  void redrivingIsBoundedFilteredAndOldestFirst() {
    moveToDeadLetters(10);
    List<DeadLetter> all = list(ALL, 0, 10);
    assertThat(letters().redrive(ALL, 4)).isEqualTo(4);
    assertThat(list(ALL, 0, 10)).isEqualTo(all.subList(4, 10));
    assertThat(pending())
        .extracting(DurableEvent::payload)
        .isEqualTo(all.subList(0, 4).stream().map(DeadLetter::payload).toList());
    assertThat(letters().redrive(ALL.withIds(Set.of(all.get(7).id(), all.get(0).id())), 10))
        .isEqualTo(1);
    assertThat(letters().redrive(ALL.withReason(DeadLetterReason.EXPIRED), 10)).isZero();
    assertThat(letters().redrive(ALL, 10)).isEqualTo(5);
    assertThat(pending()).hasSize(10);
  }

  @Test
  void discardingRemovesForEverOldestFirst() {
    moveToDeadLetters(5);
    List<DeadLetter> all = list(ALL, 0, 10);
    assertThat(letters().discardDeadLetters(ALL, 2)).isEqualTo(2);
    assertThat(list(ALL, 0, 10)).isEqualTo(all.subList(2, 5));
    assertThat(letters().discardDeadLetters(ALL.withIds(Set.of(all.get(4).id())), 10)).isEqualTo(1);
    assertThat(letters().discardDeadLetters(ALL.withSource("nobody"), 10)).isZero();
    assertThat(letters().discardDeadLetters(ALL, 10)).isEqualTo(2);
    assertThat(pending()).isEmpty();
  }

  @Test
  void whatDiesLaterHasALargerId() {
    assertThat(letters().lastDeadLetterId()).isZero();
    moveToDeadLetters(2);
    DeadLetterFilter earlier = ALL.withUpToId(letters().lastDeadLetterId());
    moveToDeadLetters(1);
    assertThat(list(earlier, 0, 10)).hasSize(2);
    assertThat(letters().redrive(earlier, 1) + letters().discardDeadLetters(earlier, 10))
        .isEqualTo(2);
    assertThat(letters().countDeadLetters(earlier)).isZero();
    assertThat(letters().lastDeadLetterId()).isEqualTo(only().id());
  }

  @Test
  void theyAreCountedByReason() {
    long[] ids = insert(6);
    for (int i = 0; i < 6; i++) {
      moveToDeadLetters(
          ids[i],
          new EventHeader("" + i, "shop", "order"),
          i < 4 ? DeadLetterReason.REJECTED : DeadLetterReason.EXPIRED);
    }
    DeadLetterCounts all = letters().countByReason(6);
    assertThat(all.estimated()).isFalse();
    assertThat(all.byReason())
        .containsEntry(DeadLetterReason.REJECTED, 4L)
        .containsEntry(DeadLetterReason.EXPIRED, 2L);
    assertThat(all.byReason().getOrDefault(DeadLetterReason.TOO_LARGE, 0L)).isZero();
    DeadLetterCounts some = letters().countByReason(5);
    assertThat(some.byReason().values().stream().mapToLong(Long::longValue).sum())
        .as("at least what was looked at")
        .isGreaterThanOrEqualTo(some.estimated() ? 5 : 6);
  }

  @Test
  void purgingRemovesWhatWasKeptLongEnough() {
    moveToDeadLetters(3);
    passTime(Duration.ofHours(2));
    moveToDeadLetters(2);
    assertThat(letters().purgeDeadLetters(Duration.ofHours(3), 10)).isZero();
    assertThat(letters().purgeDeadLetters(Duration.ofHours(1), 2)).isEqualTo(2);
    assertThat(letters().purgeDeadLetters(Duration.ofHours(1), 2)).isEqualTo(1);
    assertThat(letters().purgeDeadLetters(Duration.ofHours(1), 2)).isZero();
    assertThat(letters().countDeadLetters(ALL)).isEqualTo(2);
  }

  @Test
  void whoeverMovesAtOnceMovesEachOnce() throws Exception {
    long[] ids = insert(100);
    List<DeadLetterRequest> requests =
        LongStream.of(ids).mapToObj(DeadLetterPagesContract::request).toList();
    assertThat(atOnce(() -> letters().moveToDeadLetters(ME, requests))).isEqualTo(100);
    assertThat(pending()).isEmpty();
    assertThat(atOnce(() -> letters().redrive(ALL, 100)) + letters().redrive(ALL, 100))
        .isEqualTo(100);
    assertThat(pending()).extracting(DurableEvent::payload).hasSize(100).doesNotHaveDuplicates();
    assertThat(letters().countDeadLetters(ALL)).isZero();
  }

  private static int atOnce(Callable<Integer> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    int total = 0;
    for (Future<Integer> one : threads.invokeAll(List.of(work, work, work, work))) {
      total += one.get();
    }
    threads.shutdown();
    return total;
  }

  private List<ClaimedEvent> claim(UUID owner) {
    return claim(owner, 1);
  }
}
