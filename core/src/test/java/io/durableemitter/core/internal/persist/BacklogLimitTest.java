package io.durableemitter.core.internal.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.core.config.BacklogConfig.WhenFull;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BacklogLimitTest {

  private static final Duration TTL = Duration.ofHours(1);

  @Test
  void admitsEverythingBeforeTheFirstLook() {
    BacklogLimit limit = rows(1, false);
    assertThat(limit.admitsNow(1)).isTrue();
    assertThat(limit.admitsNow(1)).isTrue();
  }

  @Test
  void countsWhatWasSeenAndWhatWasAdmittedSince() {
    BacklogLimit limit = rows(10, false);
    look(limit, 8, 0);
    assertThat(limit.admitsNow(1)).isTrue();
    assertThat(limit.admitsNow(1)).isTrue();
    assertThat(limit.admitsNow(1)).isFalse();
    assertThat(limit.admitsNow(1)).as("a refusal takes no room").isFalse();
    look(limit, 9, 0);
    assertThat(limit.admitsNow(1)).isTrue();
    assertThat(limit.admitsNow(1)).isFalse();
  }

  @Test
  void boundsBytes() {
    BacklogLimit limit = new BacklogLimit(BacklogConfig.builder().maxBytes(100).build());
    look(limit, 1, 60);
    assertThat(limit.admitsNow(41)).isFalse();
    assertThat(limit.admitsNow(40)).isTrue();
    assertThat(limit.admitsNow(1)).isFalse();
    look(limit, 1, 60);
    assertThat(limit.admitsNow(40)).as("what was admitted is in the look").isTrue();
    assertThat(limit.toString()).isEqualTo("maxRows none, maxBytes 100");
  }

  @Test
  void aLookThatFailsAdmitsEverything() {
    BacklogLimit limit = rows(1, false);
    look(limit, 5, 0);
    assertThat(limit.admitsNow(1)).isFalse();
    DurableQueueObserver failing =
        limit.watching(
            (ttl, lead) -> {
              throw new IllegalStateException("no database");
            });
    assertThatThrownBy(() -> failing.observeQueue(TTL, Duration.ZERO)).hasMessage("no database");
    assertThat(limit.admitsNow(1)).isTrue();
  }

  @Test
  void aCallerWaitsForRoomIfItShould() throws Exception {
    BacklogLimit limit = rows(1, true);
    look(limit, 1, 0);
    assertThat(limit.admits(1, Duration.ZERO)).as("no time left").isFalse();
    FutureTask<Boolean> admitted = new FutureTask<>(() -> limit.admits(1, Duration.ofHours(1)));
    Thread caller = new Thread(admitted, "caller");
    caller.start();
    while (caller.isAlive() && caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    look(limit, 0, 0);
    assertThat(admitted.get()).isTrue();
  }

  private static BacklogLimit rows(long max, boolean blocks) {
    return new BacklogLimit(
        BacklogConfig.builder()
            .maxRows(max)
            .whenFull(blocks ? WhenFull.BLOCK : WhenFull.FAIL)
            .build());
  }

  private static void look(BacklogLimit limit, long depth, long bytes) {
    DurableQueueStats stats = new DurableQueueStats(depth, depth, bytes, Duration.ZERO, 0, false);
    assertThat(limit.watching((ttl, lead) -> stats).observeQueue(TTL, Duration.ZERO))
        .isEqualTo(stats);
  }
}
