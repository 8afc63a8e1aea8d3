package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a store is read and pruned: page by page, and slice by slice. */
abstract class QueuePagesContract {

  static final Duration TTL = Duration.ofHours(1);
  private static final int[] SIZES = {0, 100, 2_000, 50_000, 300_000, 900_000};
  private static final int PAGE_BYTES = 600_000;

  private DurableEventStore store = new InMemoryEventStore();

  QueuePagesContract() {}

  /**
   * Makes an empty store.
   *
   * @return the store
   */
  protected abstract DurableEventStore createStore();

  /**
   * Makes a row older, by the store's clock.
   *
   * @param id the row
   * @param age how much older
   */
  protected abstract void age(long id, Duration age);

  /** Makes the store. */
  @BeforeEach
  protected final void makeStore() {
    store = createStore();
  }

  @Test
  void onlyRowsOldEnoughAreListed() {
    long[] ids = insert(3);
    age(ids[0], Duration.ofSeconds(60));
    age(ids[1], Duration.ofSeconds(20));

    assertThat(ids(pending(Duration.ofSeconds(30), PendingCursor.START))).containsExactly(ids[0]);
    assertThat(ids(pending(Duration.ofSeconds(10), PendingCursor.START)))
        .containsExactly(ids[0], ids[1]);
    assertThat(pendingIds()).containsExactly(ids[0], ids[1], ids[2]);
  }

  @Test
  void pagesFollowEachOtherWithoutGapsAndRepeats() {
    long[] ids = insert(35);
    List<Long> seen = new ArrayList<>();
    Page<DurableEvent> page = new Page<>(List.of(), PendingCursor.START, true);
    while (page.more()) {
      page = store.listPending(new PageRequest(Duration.ZERO, page.next(), 10, Long.MAX_VALUE));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(10);
      seen.addAll(ids(page.rows()));
      // removing what was seen must not shift the pages
      store.markDeliveredBatch(page.rows().stream().mapToLong(DurableEvent::id).limit(3).toArray());
    }

    assertThat(seen).containsExactlyElementsOf(LongStream.of(ids).boxed().toList());
  }

  @Test
  void pagesAreBoundedInBytesWhateverTheSizes() {
    Random random = new Random(9);
    List<Payload> payloads =
        IntStream.range(0, 40)
            .mapToObj(i -> Payload.wrap(new byte[SIZES[random.nextInt(SIZES.length)]]))
            .toList();
    payloads.forEach(store::insert);
    List<Payload> seen = new ArrayList<>();
    PendingCursor after = PendingCursor.START;
    Page<DurableEvent> page;
    do {
      page = store.listPending(new PageRequest(Duration.ZERO, after, 7, PAGE_BYTES));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(7);
      assertThat(page.rows().size() == 1 || bytes(page) <= PAGE_BYTES).isTrue();
      page.rows().forEach(row -> seen.add(row.payload()));
      after = page.next();
    } while (page.more());
    assertThat(seen).isEqualTo(payloads);
  }

  @Test
  void rowsRemovedOrAddedBehindTheCursorAreSeenFromTheStart() {
    long[] early = insert(5);
    PendingCursor end = PendingCursor.after(pending().get(4));
    long[] late = insert(2);
    assertThat(ids(pending(Duration.ZERO, end))).containsExactly(late[0], late[1]);
    assertThat(pendingIds()).hasSize(7).startsWith(early[0]);
  }

  @Test
  void expiryRemovesOnlyUndeliveredRowsThatAreTooOldInBoundedSlices() {
    long[] ids = insert(10);
    for (int i = 0; i < 8; i++) {
      age(ids[i], TTL.plusSeconds(60));
    }
    store.markDeliveredBatch(new long[] {ids[0]});

    assertThat(expire(5)).isEqualTo(5);
    assertThat(expire(5)).isEqualTo(2);
    assertThat(expire(5)).isZero();
    assertThat(pendingIds()).containsExactly(ids[8], ids[9]);
  }

  @Test
  void removalsGoOnWhereTheyEndedUntilThereIsNoMore() {
    long[] ids = insert(23);
    for (int i = 0; i < 19; i += 2) {
      age(ids[i], TTL.plusSeconds(60));
    }
    int removed = 0;
    Slice slice = new Slice(0, PendingCursor.START, true);
    while (slice.more()) {
      slice = store.deleteExpired(TTL, slice.next(), 3);
      assertThat(slice.count()).isLessThanOrEqualTo(3);
      removed += slice.count();
    }
    assertThat(removed).isEqualTo(10);
    store.markDeliveredBatch(ids);
    for (slice = new Slice(0, PendingCursor.START, true); slice.more(); ) {
      slice = store.purgeDelivered(slice.next(), 3);
    }
    assertThat(purge(99)).as("all purged").isZero();
  }

  @Test
  void purgingIsBoundedAndNeverTouchesPendingRows() {
    long[] ids = insert(10);
    store.markDeliveredBatch(LongStream.of(ids).limit(7).toArray());

    int first = purge(5);
    int second = purge(5);

    assertThat(List.of(first, second)).isIn(List.of(0, 0), List.of(5, 2));
    assertThat(purge(5)).isZero();
    assertThat(pendingIds()).containsExactly(ids[7], ids[8], ids[9]);
  }

  private static long bytes(Page<DurableEvent> page) {
    return page.rows().stream().mapToLong(row -> row.payload().size()).sum();
  }

  final DurableEventStore store() {
    return store;
  }

  static Payload payload(int i) {
    return Payload.wrap(("payload " + i).getBytes(StandardCharsets.UTF_8));
  }

  final long[] insert(int count) {
    return IntStream.range(0, count).mapToLong(i -> store.insert(payload(i))).toArray();
  }

  final List<DurableEvent> pending() {
    return pending(Duration.ZERO, PendingCursor.START);
  }

  private List<DurableEvent> pending(Duration minAge, PendingCursor after) {
    List<DurableEvent> all = new ArrayList<>();
    Page<DurableEvent> page = new Page<>(List.of(), after, true);
    while (page.more()) {
      page = store.listPending(new PageRequest(minAge, page.next(), 10_000, Long.MAX_VALUE));
      all.addAll(page.rows());
    }
    return all;
  }

  private int expire(int limit) {
    return removed(limit, (after, left) -> store.deleteExpired(TTL, after, left));
  }

  private int purge(int limit) {
    return removed(limit, store::purgeDelivered);
  }

  /** How many were removed from the beginning on, until that is the limit or there is no more. */
  private static int removed(int limit, BiFunction<PendingCursor, Integer, Slice> removal) {
    int removed = 0;
    Slice slice = new Slice(0, PendingCursor.START, true);
    while (slice.more() && removed < limit) {
      slice = removal.apply(slice.next(), limit - removed);
      removed += slice.count();
    }
    assertThat(removed).isLessThanOrEqualTo(limit);
    return removed;
  }

  final List<Long> pendingIds() {
    return ids(pending());
  }

  static List<Long> ids(List<DurableEvent> rows) {
    return rows.stream().map(DurableEvent::id).toList();
  }
}
