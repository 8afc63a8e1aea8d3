package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.BackOff;
import io.durableemitter.api.Burial;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.util.ArrayList;
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
public abstract class DeadLetterStoreContract extends AbilityContract {

  private static final DeadLetterFilter ALL = DeadLetterFilter.ALL;

  /** For subclasses. */
  protected DeadLetterStoreContract() {}

  @Test
  void aBurialMovesARowOnceAndKeepsWhatItWas() {
    long[] ids = insert(2);
    DurableEvent row = pending().get(0);
    passTime(Duration.ofMinutes(5));
    DurableEvent aged = pending().get(0);

    assertThat(letters().bury(ME, List.of(burial(ids[0])))).isEqualTo(1);
    assertThat(letters().bury(ME, List.of(burial(ids[0])))).isZero();

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
  void aBurialWithoutAnErrorKeepsTheRowsLastErrorAndItsAttempts() {
    store
        .claims()
        .ifPresent(
            claims -> {
              long[] ids = insert(1);
              claim(ME);
              claims.backOff(ME, List.of(new BackOff(ids[0], Duration.ZERO, "no answer")));
              claim(ME);
              letters()
                  .bury(ME, List.of(new Burial(ids[0], header(1), DeadLetterReason.EXPIRED, "")));
              assertThat(only().lastError()).isEqualTo("no answer");
              assertThat(only().attempts()).isEqualTo(2);
            });
  }

  @Test
  void aBurialIsFenced() {
    store
        .claims()
        .ifPresent(
            claims -> {
              long[] ids = insert(2);
              claim(OTHER);
              assertThat(letters().bury(ME, List.of(burial(ids[0])))).isZero();
              passTime(LEASE.plusMinutes(1));
              assertThat(letters().bury(ME, List.of(burial(ids[0])))).isEqualTo(1);
              assertThat(letters().bury(OTHER, List.of(burial(ids[0]), burial(ids[1]))))
                  .isEqualTo(1);
            });
  }

  @Test
  void deliveredRowsAndThoseThatAreGoneAreNotBuried() {
    long[] ids = insert(2);
    store.markDelivered(ids[0]);
    store.delete(ids[1]);
    assertThat(letters().bury(ME, List.of(burial(ids[1]), burial(ids[0]), burial(ids[1] + 99))))
        .isZero();
    assertThat(letters().bury(ME, List.of())).isZero();
    assertThat(letters().count(ALL)).isZero();
  }

  @Test
  void textsAreKeptAsFarAsTheStoreCan() {
    long[] ids = insert(1);
    String hostile = "a\0b\ud800".repeat(100_000);
    EventHeader header = new EventHeader("i\0d", hostile, "");
    letters().bury(ME, List.of(new Burial(ids[0], header, DeadLetterReason.UNDECODABLE, hostile)));
    assertThat(only().lastError()).startsWith("a");
    assertThat(only().header().source()).startsWith("a");
    assertThat(only().header().id()).startsWith("i").endsWith("d");
    assertThat(only().header().type()).isEmpty();
  }

  @Test
  void lettersAreListedOldestFirstInPages() {
    bury(25);
    List<Long> seen = new ArrayList<>();
    List<DeadLetter> page;
    long after = 0;
    do {
      page = letters().list(ALL, after, 10, Long.MAX_VALUE);
      assertThat(page).hasSizeLessThanOrEqualTo(10);
      page.forEach(letter -> seen.add(letter.rowId()));
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    } while (page.size() == 10);
    assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
    assertThat(letters().list(ALL, 0, 25, Long.MAX_VALUE)).extracting(DeadLetter::id).isSorted();
  }

  @Test
  void aFilterMeansWhatFitsAllOfIt() {
    long[] ids = insert(4);
    bury(ids[0], new EventHeader("1", "shop", "order"), DeadLetterReason.EXPIRED);
    bury(ids[1], new EventHeader("2", "shop", "order"), DeadLetterReason.REJECTED);
    bury(ids[2], new EventHeader("3", "shop", "bill"), DeadLetterReason.REJECTED);
    bury(ids[3], new EventHeader("4", "bank", "bill"), DeadLetterReason.REJECTED);

    DeadLetterFilter rejected = ALL.withReason(DeadLetterReason.REJECTED);
    assertFits(ALL, "1", "2", "3", "4");
    assertFits(rejected, "2", "3", "4");
    assertFits(ALL.withSource("shop"), "1", "2", "3");
    assertFits(ALL.withType("bill"), "3", "4");
    assertFits(rejected.withSource("shop").withType("bill"), "3");
    assertFits(ALL.withSource("sho_"));
    List<DeadLetter> all = letters().list(ALL, 0, 10, Long.MAX_VALUE);
    Set<Long> some = Set.of(all.get(0).id(), all.get(3).id(), all.get(3).id() + 9_999);
    assertFits(ALL.withIds(some), "1", "4");
    assertFits(rejected.withIds(some), "4");
  }

  private void assertFits(DeadLetterFilter filter, String... eventIds) {
    assertThat(letters().list(filter, 0, 10, Long.MAX_VALUE))
        .extracting(letter -> letter.header().id())
        .containsExactly(eventIds);
    assertThat(letters().count(filter)).isEqualTo(eventIds.length);
  }

  @Test
  void oneIsFoundByItsPlace() {
    bury(2);
    DeadLetter letter = letters().list(ALL, 0, 1, Long.MAX_VALUE).get(0);
    assertThat(letters().find(letter.id())).contains(letter);
    assertThat(letters().find(letter.id() + 1_000_000)).isEmpty();
  }

  @Test
  void redrivingPutsThePayloadBackAsANewRow() {
    insert(1);
    claim(ME);
    DurableEvent row = pending().get(0);
    letters().bury(ME, List.of(burial(row.id())));
    passTime(Duration.ofHours(1));

    assertThat(letters().redrive(ALL, 10)).isEqualTo(1);
    assertThat(letters().count(ALL)).isZero();
    assertThat(letters().redrive(ALL, 10)).isZero();
    DurableEvent anew = pending().get(0);
    assertThat(pending()).hasSize(1);
    assertThat(anew.id()).isNotEqualTo(row.id());
    assertThat(anew.payload()).isEqualTo(row.payload());
    assertThat(store.deleteExpired(Duration.ofMinutes(30), PendingCursor.START, 10).count())
        .as("a new time to live")
        .isZero();
    assertThat(claim(OTHER)).allMatch(one -> one.attempts() == 1);
  }

  @Test
  void redrivingIsBoundedFilteredAndOldestFirst() {
    bury(10);
    List<DeadLetter> all = letters().list(ALL, 0, 10, Long.MAX_VALUE);
    assertThat(letters().redrive(ALL, 4)).isEqualTo(4);
    assertThat(letters().list(ALL, 0, 10, Long.MAX_VALUE)).isEqualTo(all.subList(4, 10));
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
    bury(5);
    List<DeadLetter> all = letters().list(ALL, 0, 10, Long.MAX_VALUE);
    assertThat(letters().discard(ALL, 2)).isEqualTo(2);
    assertThat(letters().list(ALL, 0, 10, Long.MAX_VALUE)).isEqualTo(all.subList(2, 5));
    assertThat(letters().discard(ALL.withIds(Set.of(all.get(4).id())), 10)).isEqualTo(1);
    assertThat(letters().discard(ALL.withSource("nobody"), 10)).isZero();
    assertThat(letters().discard(ALL, 10)).isEqualTo(2);
    assertThat(pending()).isEmpty();
  }

  @Test
  void whatDiesLaterHasALargerId() {
    assertThat(letters().lastId()).isZero();
    bury(2);
    DeadLetterFilter earlier = ALL.withUpToId(letters().lastId());
    bury(1);
    assertThat(letters().list(earlier, 0, 10, Long.MAX_VALUE)).hasSize(2);
    assertThat(letters().redrive(earlier, 1) + letters().discard(earlier, 10)).isEqualTo(2);
    assertThat(letters().count(earlier)).isZero();
    assertThat(letters().lastId()).isEqualTo(only().id());
  }

  @Test
  void purgingRemovesWhatWasKeptLongEnough() {
    bury(3);
    passTime(Duration.ofHours(2));
    bury(2);
    assertThat(letters().purge(Duration.ofHours(3), 10)).isZero();
    assertThat(letters().purge(Duration.ofHours(1), 2)).isEqualTo(2);
    assertThat(letters().purge(Duration.ofHours(1), 2)).isEqualTo(1);
    assertThat(letters().purge(Duration.ofHours(1), 2)).isZero();
    assertThat(letters().count(ALL)).isEqualTo(2);
  }

  @Test
  void whoeverMovesAtOnceMovesEachOnce() throws Exception {
    long[] ids = insert(100);
    List<Burial> burials = LongStream.of(ids).mapToObj(DeadLetterStoreContract::burial).toList();
    assertThat(atOnce(() -> letters().bury(ME, burials))).isEqualTo(100);
    assertThat(pending()).isEmpty();
    assertThat(atOnce(() -> letters().redrive(ALL, 100)) + letters().redrive(ALL, 100))
        .isEqualTo(100);
    assertThat(pending()).extracting(DurableEvent::payload).hasSize(100).doesNotHaveDuplicates();
    assertThat(letters().count(ALL)).isZero();
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

  private DeadLetterStore letters() {
    return store.deadLetters().orElseThrow(() -> new AssertionError("the store has none"));
  }

  private DeadLetter only() {
    List<DeadLetter> all = letters().list(ALL, 0, 10, Long.MAX_VALUE);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private void bury(int count) {
    List<Burial> burials =
        LongStream.of(insert(count)).mapToObj(DeadLetterStoreContract::burial).toList();
    assertThat(letters().bury(ME, burials)).isEqualTo(count);
  }

  private void bury(long id, EventHeader header, DeadLetterReason reason) {
    letters().bury(ME, List.of(new Burial(id, header, reason, "")));
  }

  private List<ClaimedEvent> claim(UUID owner) {
    return store
        .claims()
        .map(
            claims ->
                claims
                    .claim(
                        owner,
                        LEASE,
                        new PageRequest(Duration.ZERO, PendingCursor.START, 1, Long.MAX_VALUE))
                    .rows())
        .orElse(List.of());
  }

  private static EventHeader header(long id) {
    return new EventHeader("event-" + id, "/source", "a.type");
  }

  private static Burial burial(long id) {
    return new Burial(id, header(id), DeadLetterReason.REJECTED, "refused");
  }
}
