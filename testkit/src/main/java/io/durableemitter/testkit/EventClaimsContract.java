package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What {@link io.durableemitter.spi.EventClaims} of a store must do. Extend it beside {@link
 * DurableEventStoreContract} if the store has them, and say how to make an empty store and how time
 * passes in it.
 */
public abstract class EventClaimsContract extends ClaimPagesContract {

  /** For subclasses. */
  protected EventClaimsContract() {}

  @Test
  void rowsAreClaimedOldestFirstAsTheyWereStored() {
    long[] ids = insert(5);
    List<ClaimedEvent> claimed = claim(ME, 3);
    assertThat(claimed).extracting(ClaimedEvent::event).isEqualTo(pending().subList(0, 3));
    assertThat(claimed).extracting(ClaimedEvent::attempts).containsOnly(1);
    assertThat(ids(claim(OTHER, 10))).containsExactly(ids[3], ids[4]);
    assertThat(claim(OTHER, 10)).isEmpty();
    assertThat(pendingIds()).as("a claimed row is pending").isEqualTo(list(ids));
  }

  @Test
  void onlyRowsBehindTheCursorAndOldEnoughAreClaimed() {
    long[] ids = insert(4);
    PendingCursor second = PendingCursor.after(pending().get(1));
    passTime(Duration.ofMinutes(1));
    insert(1);

    assertThat(ids(claim(ME, 10, Duration.ofSeconds(30), second))).containsExactly(ids[2], ids[3]);
    assertThat(claim(OTHER, 10)).as("and the others are free").hasSize(3);
  }

  @Test
  void aClaimEndsWithItsLeaseAndNotBefore() {
    long id = insert(1)[0];
    claim(ME, 1);
    passTime(LEASE.minusMinutes(1));
    assertThat(claim(OTHER, 1)).isEmpty();
    passTime(Duration.ofMinutes(2));

    List<ClaimedEvent> taken = claim(OTHER, 1);
    assertThat(ids(taken)).containsExactly(id);
    assertThat(taken.get(0).attempts()).isEqualTo(2);
  }

  @Test
  void anOwnerDoesNotClaimTwiceWhatItHolds() {
    insert(2);
    assertThat(claim(ME, 10)).hasSize(2);
    assertThat(claim(ME, 10)).isEmpty();
  }

  @Test
  void anOwnerThatWasOvertakenChangesNothing() {
    long[] id = insert(1);
    claim(ME, 1);
    passTime(LEASE.plusMinutes(1));
    claim(OTHER, 1);

    assertThat(claims().renewClaims(ME, id, LEASE)).isEmpty();
    assertThat(claims().releaseClaims(ME, id)).isZero();
    assertThat(claims().markDeliveredBatch(ME, id)).isZero();
    assertThat(claims().backOff(ME, List.of(backOff(id[0])))).isZero();
    assertThat(pendingIds()).containsExactly(id[0]);
    assertThat(claim(ME, 1)).isEmpty();
    assertThat(claims().markDeliveredBatch(OTHER, id)).isEqualTo(1);
  }

  @Test
  void anOwnerWhoseLeaseEndedMayStillAcknowledgeWhatNobodyTook() {
    long[] ids = insert(2);
    claim(ME, 2);
    passTime(LEASE.plusMinutes(1));
    assertThat(claims().markDeliveredBatch(ME, array(ids[0]))).isEqualTo(1);
    assertThat(claims().backOff(ME, List.of(backOff(ids[1])))).isEqualTo(1);
    assertThat(pendingIds()).containsExactly(ids[1]);
  }

  @Test
  void renewingMakesALeaseLastFromNow() {
    long[] ids = insert(1);
    claim(ME, 1);
    passTime(LEASE.minusMinutes(1));
    assertThat(claims().renewClaims(ME, ids, LEASE)).hasSize(1);
    passTime(LEASE.minusMinutes(1));
    assertThat(claim(OTHER, 1)).isEmpty();
    passTime(Duration.ofMinutes(2));
    assertThat(claim(OTHER, 1).get(0).attempts()).as("renewing is no attempt").isEqualTo(2);
  }

  @Test
  void renewingTakesRowsThatNobodyHoldsAndPassesOverThoseOfOthers() {
    long[] ids = insert(4);
    claim(OTHER, 1);
    claims().markDeliveredBatch(ME, array(ids[3]));

    assertThat(
            claims().renewClaims(ME, array(ids[2], ids[0], ids[3], ids[1], ids[1] + 9_999), LEASE))
        .hasSize(2);
    assertThat(claim(OTHER, 10)).as("held by one of the two").isEmpty();
    assertThat(claims().renewClaims(OTHER, ids, LEASE)).hasSize(1);
    passTime(LEASE.plusMinutes(1));
    assertThat(claim(OTHER, 10)).extracting(ClaimedEvent::attempts).containsExactly(2, 1, 1);
  }

  @Test
  void releasingFreesAtOnceAndUncountsTheAttempt() {
    long[] ids = insert(2);
    claim(ME, 2);
    assertThat(claims().releaseClaims(OTHER, ids)).isZero();
    assertThat(claims().releaseClaims(ME, ids)).isEqualTo(2);
    assertThat(claims().releaseClaims(ME, ids)).as("no longer held").isZero();
    assertThat(claim(OTHER, 2)).extracting(ClaimedEvent::attempts).containsOnly(1);

    long[] first = insert(1);
    claims().renewClaims(ME, first, LEASE);
    assertThat(claims().releaseClaims(ME, first)).isEqualTo(1);
    assertThat(claim(OTHER, 1)).extracting(ClaimedEvent::attempts).containsExactly(1);
  }

  @Test
  void backingOffHidesARowUntilItIsDueAndKeepsItsAttempts() {
    long[] ids = insert(2);
    claim(ME, 1);
    assertThat(claims().backOff(ME, List.of(backOff(ids[0])))).isEqualTo(1);
    assertThat(ids(claim(OTHER, 10))).as("nobody claims it early").containsExactly(ids[1]);
    assertThat(claim(ME, 10)).isEmpty();
    assertThat(pendingIds()).as("but it is pending").isEqualTo(list(ids));

    passTime(Duration.ofMinutes(2));
    List<ClaimedEvent> due = claim(OTHER, 10);
    assertThat(ids(due)).containsExactly(ids[0]);
    assertThat(due.get(0).attempts()).isEqualTo(2);
  }

  @Test
  void backingOffAFirstSendCountsItAsOneAttempt() {
    long[] ids = insert(2);
    claims().renewClaims(ME, array(ids[1]), LEASE);
    assertThat(claims().backOff(ME, List.of(backOff(ids[1]), backOff(ids[0])))).isEqualTo(2);
    passTime(Duration.ofMinutes(2));
    assertThat(claim(OTHER, 2)).extracting(ClaimedEvent::attempts).containsExactly(2, 2);
  }

  @Test
  void backingOffPassesOverRowsOfOthersAndThoseThatAreGone() {
    long[] ids = insert(2);
    claim(OTHER, 1);
    claims().markDeliveredBatch(ME, array(ids[1]));
    assertThat(claims().backOff(ME, List.of(backOff(ids[1]), backOff(ids[0]), backOff(ids[1] + 9))))
        .isZero();
    assertThat(claims().backOff(ME, List.of())).isZero();
    assertThat(claims().markDeliveredBatch(OTHER, array(ids[0]))).isEqualTo(1);
  }

  @Test
  void textsAreKeptAsFarAsTheStoreCan() {
    long[] ids = insert(1);
    String hostile = "a\0b\ud800".repeat(100_000);
    assertThat(claims().backOff(ME, List.of(new BackOff(ids[0], Duration.ZERO, hostile))))
        .isEqualTo(1);
    assertThat(ids(claim(ME, 1))).as("no delay is due at once").containsExactly(ids[0]);
  }

  @Test
  void deliveryIsFencedAndCountsOnce() {
    long[] ids = insert(4);
    claim(OTHER, 1);
    long[] all = {ids[3], ids[0], ids[3], ids[3] + 1_000_000, ids[2]};
    long[] before = all.clone();
    assertThat(claims().markDeliveredBatch(ME, all)).as("never claimed, or nobody's").isEqualTo(2);
    assertThat(all).isEqualTo(before);
    assertThat(claims().markDeliveredBatch(ME, all)).isZero();
    assertThat(claims().markDeliveredBatch(ME, new long[0])).isZero();
    assertThat(pendingIds()).containsExactly(ids[0], ids[1]);
    assertThat(store.markDeliveredBatch(ids)).as("the plain way has no fence").isEqualTo(2);
  }

  @Test
  void deliveredRowsAreNeverClaimedOrRenewed() {
    long[] ids = insert(3);
    store.markDeliveredBatch(array(ids[0], ids[1]));
    assertThat(claims().renewClaims(ME, array(ids[0]), LEASE)).isEmpty();
    assertThat(claims().backOff(ME, List.of(backOff(ids[1])))).isZero();
    assertThat(ids(claim(ME, 10))).containsExactly(ids[2]);
  }

  @Test
  void expiryPassesOverRowsThatAreHeld() {
    long[] ids = insert(2);
    passTime(Duration.ofHours(2));
    claim(ME, 1);
    assertThat(expire(Duration.ofHours(1), 10)).isEqualTo(1);
    assertThat(pendingIds()).containsExactly(ids[0]);
    passTime(LEASE.plusMinutes(1));
    assertThat(expire(Duration.ofHours(1), 10)).isEqualTo(1);
  }

  @Test
  void rowsThatAreGoneAreNoError() {
    long[] ids = insert(1);
    store.delete(ids[0]);
    assertThatCode(
            () -> {
              assertThat(claims().renewClaims(ME, ids, LEASE)).isEmpty();
              assertThat(claims().releaseClaims(ME, ids)).isZero();
              assertThat(claims().markDeliveredBatch(ME, ids)).isZero();
              assertThat(claims().backOff(ME, List.of(backOff(ids[0])))).isZero();
              assertThat(claim(ME, 1)).isEmpty();
            })
        .doesNotThrowAnyException();
  }

  @Test
  void claimersAtOnceGetDisjointRows() throws Exception {
    long[] ids = insert(400);
    List<Callable<List<Long>>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      UUID owner = new UUID(1, i);
      work.add(() -> claimAll(owner));
    }
    List<Long> all = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (Future<List<Long>> one : threads.invokeAll(work)) {
      all.addAll(one.get());
    }
    threads.shutdown();
    all.addAll(claimAll(ME));
    assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(list(ids));
  }

  private List<Long> claimAll(UUID owner) {
    List<Long> all = new ArrayList<>();
    List<ClaimedEvent> page;
    do {
      page = claim(owner, 7);
      assertThat(ids(page)).isSorted();
      assertThat(page).allMatch(one -> one.attempts() == 1);
      all.addAll(ids(page));
    } while (!page.isEmpty());
    return all;
  }
}
