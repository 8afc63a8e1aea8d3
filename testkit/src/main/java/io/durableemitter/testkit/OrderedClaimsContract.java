package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * What a store must do that {@linkplain io.durableemitter.spi.DurableEventStore#keepsOrder keeps
 * order}. Extend it beside {@link EventClaimsContract}, and say how to make an empty store and how
 * time passes in it.
 */
public abstract class OrderedClaimsContract extends AbilityContract {

  private static final long RED = 7;
  private static final long BLUE = Long.MIN_VALUE;

  /** For subclasses. */
  protected OrderedClaimsContract() {}

  private long insertOf(long key) {
    return store.insert(payload((int) key).ordered(key));
  }

  private List<Long> claimed(long... ids) {
    return claims().claim(ME, LEASE, ids, Long.MAX_VALUE).stream()
        .map(ClaimedEvent::event)
        .map(DurableEvent::id)
        .toList();
  }

  private List<Long> claimable() {
    return claim(OTHER, 100).stream().map(row -> row.event().id()).toList();
  }

  @Test
  void itKeepsOrder() {
    assertThat(store.keepsOrder()).isTrue();
  }

  @Test
  void theOldestOfEachKeyIsClaimedAndWhatHasNoKey() {
    long red = insertOf(RED);
    insertOf(RED);
    long blue = insertOf(BLUE);
    long none = insert(1)[0];
    assertThat(claimable()).containsExactly(red, blue, none);
    assertThat(claimable()).as("it is pending as long as it is under way").isEmpty();
  }

  @Test
  void theKeyComesWithTheClaim() {
    insertOf(BLUE);
    insert(1);
    assertThat(claim(ME, 10))
        .extracting(row -> row.event().payload().orderingKey())
        .containsExactly(OptionalLong.of(BLUE), OptionalLong.empty());
  }

  @Test
  void byTheirIdsTooOnlyTheOldestIsClaimed() {
    long first = insertOf(RED);
    long second = insertOf(RED);
    assertThat(claimed(second)).isEmpty();
    assertThat(claimed(first, second)).containsExactly(first);
    assertThat(claimed(second)).isEmpty();
    claims().markDeliveredBatch(ME, array(first));
    assertThat(claimed(second)).containsExactly(second);
  }

  @Test
  void aRowThatIsStoredNeedsNoAgeToBeClaimed() {
    long first = insertOf(RED);
    assertThat(claim(ME, 10, Duration.ofMinutes(5), PendingCursor.START))
        .as("nobody sends it at once")
        .extracting(row -> row.event().id())
        .containsExactly(first);
  }

  @Test
  void whatIsPutOffHoldsBackItsOwnKeyOnly() {
    long first = insertOf(RED);
    insertOf(RED);
    assertThat(claimed(first)).hasSize(1);
    claims().backOff(ME, List.of(new BackOff(first, Duration.ofMinutes(1), "not now")));
    long blue = insertOf(BLUE);
    assertThat(claimable()).containsExactly(blue);
    assertThat(claims().nextInOrder(array(RED))).as("was claimed before").isEmpty();
    passTime(Duration.ofMinutes(2));
    assertThat(claimable()).containsExactly(first);
  }

  @Test
  void whatComesNextIsTheOldestThatNobodyHasClaimed() {
    long first = insertOf(RED);
    long second = insertOf(RED);
    insertOf(RED);
    long blue = insertOf(BLUE);
    assertThat(claims().nextInOrder(array(RED, BLUE, 99))).containsExactlyInAnyOrder(first, blue);
    assertThat(claimed(first)).hasSize(1);
    assertThat(claims().nextInOrder(array(RED))).as("it is under way").isEmpty();
    claims().markDeliveredBatch(ME, array(first));
    assertThat(claims().nextInOrder(array(RED))).containsExactly(second);
    assertThat(claims().nextInOrder(array())).isEmpty();
  }

  @Test
  void whatIsGivenBackIsStillTheOldest() {
    long first = insertOf(RED);
    insertOf(RED);
    claimed(first);
    claims().releaseClaims(ME, array(first));
    assertThat(claims().nextInOrder(array(RED))).as("it was tried").isEmpty();
    assertThat(claimable()).containsExactly(first);
  }

  @Test
  void eachOfAKeyComesOnceAndInOrder() {
    List<Long> stored = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      stored.add(insertOf(RED));
      insertOf(BLUE);
    }
    List<Long> delivered = new ArrayList<>();
    for (List<Long> next = claimable(); !next.isEmpty(); next = claimable()) {
      assertThat(next).as("one of each key").hasSize(2);
      delivered.add(next.get(0));
      claims().markDeliveredBatch(OTHER, next.stream().mapToLong(Long::longValue).toArray());
    }
    assertThat(delivered).isEqualTo(stored);
  }
}
