package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which rows a claim or a renewal takes, how many at once, and what is counted of them. */
abstract class ClaimPagesContract extends AbilityContract {

  private static final int KB = 1_000;

  ClaimPagesContract() {}

  @Test
  void whatDoesNotFitAPageIsLeftFree() {
    long[] ids = insertSizes(100, 40 * KB, 900 * KB, 100, 10);
    List<Long> mine = new ArrayList<>();
    Page<ClaimedEvent> page = new Page<>(List.of(), PendingCursor.START, true);
    while (page.more() && mine.size() < 3) {
      page = claims().claim(ME, LEASE, page(page.next(), 3 - mine.size(), 100 * KB));
      assertThat(page.rows().size() == 1 || bytes(page) <= 100 * KB).isTrue();
      mine.addAll(ids(page.rows()));
    }
    assertThat(mine).containsExactly(ids[0], ids[1], ids[2]);
    assertThat(page.more()).isTrue();
    assertThat(ids(claim(OTHER, 10))).as("locked by nobody").containsExactly(ids[3], ids[4]);
  }

  private static long bytes(Page<ClaimedEvent> page) {
    return page.rows().stream().mapToLong(row -> row.event().payload().size()).sum();
  }

  @Test
  void whoGoesOnUntilThereIsNoMoreHasClaimedAll() {
    long[] ids = insertSizes(IntStream.range(0, 60).map(i -> i % 7 == 0 ? 50 * KB : i).toArray());
    List<Long> all = new ArrayList<>();
    PendingCursor after = PendingCursor.START;
    Page<ClaimedEvent> page;
    do {
      page = claims().claim(ME, LEASE, page(after, 10, 60 * KB));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(10);
      assertThat(bytes(page)).isLessThanOrEqualTo(60 * KB);
      all.addAll(ids(page.rows()));
      after = page.next();
    } while (page.more());
    assertThat(all).isEqualTo(list(ids));
    assertThat(claim(OTHER, 10)).isEmpty();
  }

  @Test
  void rowsAreClaimedByTheirIdsIfNobodyHoldsThemAndTheyAreDue() {
    long[] ids = insert(6);
    claim(OTHER, 1);
    claims().backOff(ME, List.of(backOff(ids[1])));
    store.markDelivered(ids[2]);

    List<ClaimedEvent> claimed =
        claims()
            .claim(
                ME,
                LEASE,
                array(ids[5], ids[0], ids[1], ids[2], ids[3], ids[5] + 9_999),
                Long.MAX_VALUE);
    assertThat(ids(claimed)).as("ascending").containsExactly(ids[3], ids[5]);
    assertThat(claimed).extracting(ClaimedEvent::attempts).containsOnly(1);
    assertThat(claimed.get(0).event()).isEqualTo(pending().get(2));
    assertThat(claims().claim(ME, LEASE, array(ids[3]), Long.MAX_VALUE)).as("held").isEmpty();
    assertThat(claims().claim(ME, LEASE, array(), Long.MAX_VALUE)).isEmpty();
    assertThat(ids(claim(OTHER, 10))).as("what was not asked for").containsExactly(ids[4]);
  }

  @Test
  void claimsByIdAreBoundedInBytes() {
    long[] ids = insertSizes(900 * KB, 10 * KB, 20 * KB);
    assertThat(ids(claims().claim(ME, LEASE, ids, 10 * KB))).containsExactly(ids[0]);
    assertThat(ids(claims().claim(ME, LEASE, ids, 30 * KB))).containsExactly(ids[1], ids[2]);
  }

  @Test
  void anIdThatIsGivenTwiceIsClaimedOnce() {
    long id = insert(1)[0];
    List<ClaimedEvent> claimed = claims().claim(ME, LEASE, array(id, id), Long.MAX_VALUE);
    assertThat(ids(claimed)).containsExactly(id);
    assertThat(claimed.get(0).attempts()).isEqualTo(1);
  }

  @Test
  void aRenewalTellsWhichRowsAreHeldNow() {
    long[] ids = insert(6);
    claim(ME, 1);
    claims().claim(OTHER, LEASE, array(ids[1]), Long.MAX_VALUE);
    store.markDelivered(ids[2]);
    claims().backOff(OTHER, List.of(backOff(ids[3])));
    long[] asked = {ids[5], ids[3], ids[2], ids[1], ids[0], ids[5] + 9_999};
    assertThat(claims().renewClaims(ME, asked, LEASE)).containsExactly(ids[0], ids[3], ids[5]);
    assertThat(claims().renewClaims(OTHER, asked, LEASE)).containsExactly(ids[1]);
    assertThat(claims().renewClaims(ME, array(), LEASE)).isEmpty();
  }

  @Test
  void failuresAreCountedApartFromClaims() {
    long id = insert(1)[0];
    assertCounted(claim(ME, 1), 1, 0);
    passTime(LEASE.plusMinutes(1));
    assertCounted(claim(OTHER, 1), 2, 0); // the process that claimed it first has died
    claims().backOff(OTHER, List.of(backOff(id)));
    passTime(Duration.ofMinutes(2));
    assertCounted(claim(ME, 1), 3, 1);
    claims().releaseClaims(ME, array(id));
    assertCounted(claim(ME, 1), 3, 1);
    claims().renewClaims(ME, array(id), LEASE);
    claims().backOff(ME, List.of(backOff(id)));
    claims().backOff(ME, List.of(backOff(id)));
    passTime(Duration.ofMinutes(2));
    assertCounted(claims().claim(OTHER, LEASE, array(id), Long.MAX_VALUE), 4, 3);
  }

  private static void assertCounted(List<ClaimedEvent> claimed, int attempts, int failures) {
    assertThat(claimed).extracting(ClaimedEvent::attempts).containsExactly(attempts);
    assertThat(claimed).extracting(ClaimedEvent::failures).containsExactly(failures);
  }

  static PageRequest page(PendingCursor after, int maxRows, long maxBytes) {
    return new PageRequest(Duration.ZERO, after, maxRows, maxBytes);
  }

  private long[] insertSizes(int... sizes) {
    return IntStream.of(sizes)
        .mapToLong(size -> store.insert(Payload.wrap(new byte[size])))
        .toArray();
  }

  static BackOff backOff(long id) {
    return new BackOff(id, Duration.ofMinutes(1), "no answer");
  }

  static List<Long> ids(List<ClaimedEvent> claimed) {
    return claimed.stream().map(one -> one.event().id()).toList();
  }
}
