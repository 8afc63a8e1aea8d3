package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How dead letters are looked at. */
abstract class DeadLetterPagesContract extends AbilityContract {

  static final DeadLetterFilter ALL = DeadLetterFilter.ALL;

  DeadLetterPagesContract() {}

  @Test
  void lettersAreListedOldestFirstInPages() {
    moveToDeadLetters(25);
    List<Long> seen = new ArrayList<>();
    List<DeadLetter> page;
    long after = 0;
    do {
      page = list(ALL, after, 10);
      assertThat(page).hasSizeLessThanOrEqualTo(10);
      page.forEach(letter -> seen.add(letter.rowId()));
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    } while (page.size() == 10);
    assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
    assertThat(list(ALL, 0, 25)).extracting(DeadLetter::id).isSorted();
  }

  @Test
  void pagesAreBoundedInBytesAndOnlyTheEndIsEmpty() {
    List<Integer> sizes = List.of(100, 900_000, 0, 60_000, 30_000, 20_000, 70_000, 10);
    for (int size : sizes) {
      moveToDeadLetters(
          store.insert(Payload.wrap(new byte[size])), header(1), DeadLetterReason.EXPIRED);
    }
    List<Integer> seen = new ArrayList<>();
    long after = 0;
    List<DeadLetter> page = letters().listDeadLetters(ALL, after, 5, 100_000);
    while (!page.isEmpty()) {
      long bytes = page.stream().mapToLong(letter -> letter.payload().size()).sum();
      assertThat(page.size() == 1 || bytes <= 100_000).as(page::toString).isTrue();
      page.forEach(letter -> seen.add(letter.payload().size()));
      after = page.get(page.size() - 1).id();
      page = letters().listDeadLetters(ALL, after, 5, 100_000);
    }
    assertThat(seen).isEqualTo(sizes);
  }

  @Test
  void aFilterMeansWhatFitsAllOfIt() {
    long[] ids = insert(4);
    moveToDeadLetters(ids[0], new EventHeader("1", "shop", "order"), DeadLetterReason.EXPIRED);
    moveToDeadLetters(ids[1], new EventHeader("2", "shop", "order"), DeadLetterReason.REJECTED);
    moveToDeadLetters(ids[2], new EventHeader("3", "shop", "bill"), DeadLetterReason.REJECTED);
    moveToDeadLetters(ids[3], new EventHeader("4", "bank", "bill"), DeadLetterReason.REJECTED);

    DeadLetterFilter rejected = ALL.withReason(DeadLetterReason.REJECTED);
    assertFits(ALL, "1", "2", "3", "4");
    assertFits(rejected, "2", "3", "4");
    assertFits(ALL.withEventId("3"), "3");
    assertFits(rejected.withEventId("1"));
    assertFits(ALL.withSource("shop"), "1", "2", "3");
    assertFits(ALL.withType("bill"), "3", "4");
    assertFits(rejected.withSource("shop").withType("bill"), "3");
    assertFits(ALL.withSource("sho_"));
    List<DeadLetter> all = list(ALL, 0, 10);
    Set<Long> some = Set.of(all.get(0).id(), all.get(3).id(), all.get(3).id() + 9_999);
    assertFits(ALL.withIds(some), "1", "4");
    assertFits(rejected.withIds(some), "4");
  }

  @Test
  void oneIsFoundByItsPlace() {
    moveToDeadLetters(2);
    DeadLetter letter = list(ALL, 0, 1).get(0);
    assertThat(letters().findDeadLetter(letter.id())).contains(letter);
    assertThat(letters().findDeadLetter(letter.id() + 1_000_000)).isEmpty();
  }

  private void assertFits(DeadLetterFilter filter, String... eventIds) {
    assertThat(list(filter, 0, 10))
        .extracting(letter -> letter.header().id())
        .containsExactly(eventIds);
    assertThat(letters().countDeadLetters(filter)).isEqualTo(eventIds.length);
  }

  final DeadLetterStore letters() {
    return store;
  }

  final List<DeadLetter> list(DeadLetterFilter filter, long afterId, int limit) {
    return letters().listDeadLetters(filter, afterId, limit, Long.MAX_VALUE);
  }

  final DeadLetter only() {
    List<DeadLetter> all = list(ALL, 0, 10);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  final void moveToDeadLetters(int count) {
    List<DeadLetterRequest> requests =
        LongStream.of(insert(count)).mapToObj(DeadLetterPagesContract::request).toList();
    assertThat(letters().moveToDeadLetters(ME, requests)).isEqualTo(count);
  }

  final void moveToDeadLetters(long id, EventHeader header, DeadLetterReason reason) {
    letters().moveToDeadLetters(ME, List.of(new DeadLetterRequest(id, header, reason, "")));
  }

  static EventHeader header(long id) {
    return new EventHeader("event-" + id, "/source", "a.type");
  }

  static DeadLetterRequest request(long id) {
    return new DeadLetterRequest(id, header(id), DeadLetterReason.REJECTED, "refused");
  }
}
