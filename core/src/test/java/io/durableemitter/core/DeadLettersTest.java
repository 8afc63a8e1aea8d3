package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.InMemoryEventStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dead letters in slices; the time is stepped by hand. */
@Timeout(60)
class DeadLettersTest {

  private static final UUID ME = new UUID(0, 1);
  private static final DeadLetterFilter ALL = DeadLetterFilter.ALL;

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final DeadLetterStore ability = store;
  private final List<Long> waits = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();
  private long now = -7;
  private final DeadLetters letters = new DeadLetters(ability, () -> now, this::pass);

  private void pass(long nanos) {
    waits.add(nanos);
    now += nanos;
  }

  @Test
  void theyAreListedFoundAndCounted() {
    die(3);
    DeadLetters plain = DeadLetters.of(store);
    List<DeadLetter> two = plain.list(ALL, 0, 2);
    assertThat(two).hasSize(2);
    assertThat(plain.find(two.get(1).id())).contains(two.get(1));
    assertThat(plain.count(ALL)).isEqualTo(3);
    assertThatThrownBy(() -> plain.list(ALL, 0, 0)).hasMessageContaining("limit");
  }

  @Test
  void aRedriveGoesInSlicesAndTellsHowFarItIs() {
    die(1_234);
    long moved = letters.redrive(ALL, RedrivePlan.ALL.withProgress(progress::add));
    assertThat(moved).isEqualTo(1_234);
    assertThat(progress).containsExactly(500L, 1_000L, 1_234L);
    assertThat(waits).isEmpty();
    assertThat(store.pendingCount()).isEqualTo(1_234);
    assertThat(letters.redrive(ALL, RedrivePlan.ALL)).isZero();
  }

  @Test
  void aRedriveKeepsItsRateAndItsCap() {
    die(100);
    long begin = now;
    RedrivePlan plan =
        RedrivePlan.ALL.withRatePerSecond(20).withMost(70).withProgress(progress::add);
    assertThat(letters.redrive(ALL, plan)).isEqualTo(70);
    assertThat(progress).containsExactly(20L, 40L, 60L, 70L);
    assertThat(waits).containsExactly(1_000_000_000L, 1_000_000_000L, 1_000_000_000L);
    assertThat(now - begin).isEqualTo(3_000_000_000L);
    assertThat(letters.count(ALL)).isEqualTo(30);
  }

  @Test
  void aSlowStoreIsNotMadeSlower() {
    die(1_000);
    RedrivePlan plan =
        RedrivePlan.ALL.withRatePerSecond(500).withProgress(moved -> now += 1_500_000_000L);
    assertThat(letters.redrive(ALL, plan)).isEqualTo(1_000);
    assertThat(waits).isEmpty();
  }

  @Test
  void whatDiesAgainMeanwhileIsNotRedrivenTwice() {
    die(1_200);
    RedrivePlan plan = RedrivePlan.ALL.withProgress(moved -> moveAllPending());
    assertThat(letters.redrive(ALL, plan)).isEqualTo(1_200);
    assertThat(letters.count(ALL)).as("all died again").isEqualTo(1_200);
    assertThat(letters.redrive(ALL.withUpToId(1_200), RedrivePlan.ALL)).as("gone").isZero();
  }

  @Test
  void anInterruptionEndsARedriveEarlyAndIsKept() {
    die(1_500);
    RedrivePlan plan =
        RedrivePlan.ALL.withProgress(
            moved -> {
              if (moved == 1_000) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(letters.redrive(ALL, plan)).isEqualTo(1_000);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(letters.count(ALL)).isEqualTo(500);
  }

  @Test
  void anInterruptedWaitEndsARedriveEarly() {
    die(10);
    DeadLetters interrupted =
        new DeadLetters(
            ability,
            () -> now,
            nanos -> {
              throw new InterruptedException();
            });
    assertThat(interrupted.redrive(ALL, RedrivePlan.ALL.withRatePerSecond(4))).isEqualTo(4);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theRealWaitEndsWhenItIsInterrupted() {
    die(2);
    Thread.currentThread().interrupt();
    assertThat(DeadLetters.of(store).redrive(ALL, RedrivePlan.ALL)).isZero();
    assertThat(Thread.interrupted()).isTrue();
    RedrivePlan plan =
        RedrivePlan.ALL
            .withRatePerSecond(1)
            .withProgress(moved -> Thread.currentThread().interrupt());
    assertThat(DeadLetters.of(store).redrive(ALL, plan)).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void discardingGoesInSlicesUpToACap() {
    die(1_100);
    assertThat(letters.discard(ALL, 600, progress::add)).isEqualTo(600);
    assertThat(progress).containsExactly(500L, 600L);
    assertThat(letters.discard(ALL.withIds(Set.of(1L, 1_100L)), 10)).isEqualTo(1);
    assertThat(letters.discard(ALL, Long.MAX_VALUE)).isEqualTo(499);
    assertThat(store.pendingCount()).isZero();
    assertThatThrownBy(() -> letters.discard(ALL, 0)).hasMessageContaining("most");
  }

  @Test
  void plansAreChecked() {
    assertThatThrownBy(() -> RedrivePlan.ALL.withMost(0)).hasMessageContaining("most must be");
    assertThatThrownBy(() -> RedrivePlan.ALL.withRatePerSecond(0))
        .hasMessageContaining("ratePerSecond must be");
  }

  private void die(int count) {
    IntStream.range(0, count)
        .forEach(
            i -> store.insert(Payload.wrap(Integer.toString(i).getBytes(StandardCharsets.UTF_8))));
    moveAllPending();
  }

  private void moveAllPending() {
    List<DeadLetterRequest> requests =
        store
            .listPending(
                new PageRequest(Duration.ZERO, PendingCursor.START, 10_000, Long.MAX_VALUE))
            .rows()
            .stream()
            .map(
                row ->
                    new DeadLetterRequest(
                        row.id(), new EventHeader("e", "s", "t"), DeadLetterReason.REJECTED, ""))
            .toList();
    ability.moveToDeadLetters(ME, requests);
  }
}
