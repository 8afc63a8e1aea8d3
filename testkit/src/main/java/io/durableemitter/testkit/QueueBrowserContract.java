package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EventLease;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingState;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the {@link QueueBrowser} of a store must do. Extend it beside {@link
 * DurableEventStoreContract} if the store has one, and say how to make an empty store and how time
 * passes in it.
 */
public abstract class QueueBrowserContract extends AbilityContract {

  private static final int KB = 1_000;

  /** For subclasses. */
  protected QueueBrowserContract() {}

  private QueueBrowser browser() {
    return store.browser().orElseThrow();
  }

  private List<PendingRow> all(Duration minAge, long afterId, int maxRows, long maxBytes) {
    List<PendingRow> all = new ArrayList<>();
    PendingCursor after = new PendingCursor(PendingCursor.START.createdAt(), afterId);
    Page<PendingRow> page = new Page<>(List.of(), after, true);
    while (page.more()) {
      page = browser().list(new PageRequest(minAge, page.next(), maxRows, maxBytes));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(maxRows);
      long bytes = page.rows().stream().mapToLong(row -> row.event().payload().size()).sum();
      assertThat(page.rows().size() <= 1 || bytes <= maxBytes).isTrue();
      all.addAll(page.rows());
    }
    return all;
  }

  private List<PendingRow> all() {
    return all(Duration.ZERO, Long.MIN_VALUE, 100, Long.MAX_VALUE);
  }

  private static List<Long> ids(List<PendingRow> rows) {
    return rows.stream().map(row -> row.event().id()).toList();
  }

  @Test
  void pendingRowsAreListedInTheOrderOfTheQueueInPages() {
    long[] ids = insert(25);
    store.markDelivered(ids[3]);
    claim(ME, 5);
    store.backOff(OTHER, List.of(new BackOff(ids[20], Duration.ofHours(1), "later")));
    List<Long> expected = new ArrayList<>(list(ids));
    expected.remove(ids[3]);
    assertThat(ids(all(Duration.ZERO, Long.MIN_VALUE, 7, Long.MAX_VALUE)))
        .as("whoever holds them and whenever they are due")
        .isEqualTo(expected);
    assertThat(ids(all(Duration.ZERO, ids[22], 7, Long.MAX_VALUE)))
        .containsExactly(ids[23], ids[24]);
    assertThat(all().get(0).event()).isEqualTo(pending().get(0));
  }

  @Test
  void pagesAreBoundedInBytes() {
    int[] sizes = {10 * KB, 900 * KB, 0, 60 * KB, 30 * KB, 20 * KB, 70 * KB, 1};
    for (int size : sizes) {
      store.insert(Payload.wrap(new byte[size]));
    }
    assertThat(all(Duration.ZERO, Long.MIN_VALUE, 5, 100 * KB))
        .extracting(row -> row.event().payload().size())
        .containsExactly(10 * KB, 900 * KB, 0, 60 * KB, 30 * KB, 20 * KB, 70 * KB, 1);
  }

  @Test
  void rowsAreListedByTheirAge() {
    long[] old = insert(2);
    passTime(Duration.ofMinutes(5));
    insert(3);
    List<PendingRow> rows = all(Duration.ofMinutes(4), Long.MIN_VALUE, 10, Long.MAX_VALUE);
    assertThat(ids(rows)).isEqualTo(list(old));
    assertThat(rows.get(0).age()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(8));
  }

  @Test
  void aRowThatNothingHasHappenedToSaysSo() {
    long id = insert(1)[0];
    assertThat(find(id).state())
        .isEqualTo(new PendingState(0, 0, 0, Optional.empty(), "", Optional.empty()));
  }

  @Test
  void aRowTellsWhoHoldsItAndUntilWhen() {
    long id = insert(1)[0];
    claim(ME, 1);
    PendingState state = find(id).state();
    assertThat(state.attempts()).isEqualTo(1);
    EventLease lease = state.lease().orElseThrow();
    assertThat(lease.owner()).isEqualTo(ME);
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.left()).isBetween(LEASE.minusMinutes(3), LEASE);
    assertThat(lease.until()).isAfter(store.currentTime());
    passTime(LEASE.plusMinutes(1));
    EventLease ended = find(id).state().lease().orElseThrow();
    assertThat(ended.isHeld()).isFalse();
    assertThat(ended.left()).isNegative();
    store.releaseClaims(ME, array(id));
    assertThat(find(id).state().lease()).isEmpty();
  }

  @Test
  void aRowTellsWhatFailed() {
    long id = insert(1)[0];
    claim(ME, 1);
    store.backOff(ME, List.of(new BackOff(id, Duration.ofMinutes(30), "no answer")));
    PendingState backedOff = find(id).state();
    assertThat(backedOff.failures()).isEqualTo(1);
    assertThat(backedOff.lastError()).isEqualTo("no answer");
    assertThat(backedOff.lease()).isEmpty();
    assertThat(backedOff.nextAttemptAt().orElseThrow())
        .isBetween(store.currentTime().plusSeconds(1_500), store.currentTime().plusSeconds(1_900));
    passTime(Duration.ofHours(1));
    claim(OTHER, 1);
    store.releaseUnreached(OTHER, array(id), "out of reach");
    PendingState unreached = find(id).state();
    assertThat(unreached.transportFailures()).isEqualTo(1);
    assertThat(unreached.failures()).isEqualTo(1);
    assertThat(unreached.lastError()).isEqualTo("out of reach");
  }

  @Test
  void anOrderingKeyIsKept() {
    if (store.keepsOrder()) {
      long id = store.insert(payload(1).ordered(-17));
      assertThat(find(id).event().payload()).isEqualTo(payload(1).ordered(-17));
    }
  }

  @Test
  void whatIsDeliveredOrGoneIsNotFound() {
    long[] ids = insert(2);
    store.markDelivered(ids[0]);
    assertThat(browser().find(ids[0])).isEmpty();
    assertThat(browser().find(ids[1] + 9_999)).isEmpty();
  }

  private PendingRow find(long id) {
    PendingRow row = browser().find(id).orElseThrow();
    assertThat(ids(all())).contains(id);
    assertThat(row.event().id()).isEqualTo(id);
    return row;
  }

  @Test
  void theEndOfTheQueueIsBehindAllThatIsStored() {
    assertThat(browser().lastId()).isZero();
    long[] ids = insert(3);
    long end = browser().lastId();
    assertThat(end).isGreaterThanOrEqualTo(ids[2]);
    store.markDeliveredBatch(ids);
    assertThat(browser().lastId()).isGreaterThanOrEqualTo(end);
  }

  @Test
  void leasesAreCountedByTheirOwners() {
    long[] ids = insert(20);
    claim(ME, 3);
    passTime(Duration.ofMinutes(1));
    claim(OTHER, 5);
    claims().renewClaims(ME, array(ids[0]), LEASE.multipliedBy(2));
    QueueLeases leases = browser().leases();
    assertThat(leases.estimated()).isFalse();
    assertThat(leases.walked()).isEqualTo(20);
    assertThat(leases.owners()).extracting(OwnedLeases::owner).containsExactly(OTHER, ME);
    assertThat(leases.owners()).extracting(OwnedLeases::rows).containsExactly(5L, 3L);
    OwnedLeases mine = leases.owners().get(1);
    assertThat(Duration.between(mine.soonestEnd(), mine.latestEnd()))
        .isBetween(LEASE, LEASE.plusMinutes(4));
    passTime(LEASE.plusMinutes(1));
    assertThat(browser().leases().owners())
        .extracting(OwnedLeases::rows)
        .as("of those that last")
        .containsExactly(1L);
    store.markDelivered(ids[0]);
    assertThat(browser().leases().owners()).isEmpty();
  }
}
