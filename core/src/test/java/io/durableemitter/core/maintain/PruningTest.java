package io.durableemitter.core.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The duties that remove rows, stepped by hand. */
class PruningTest {

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration TTL = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock();
  private final EmitterCounters counters = new EmitterCounters();
  private final LogThrottle throttle = new LogThrottle(() -> 0L);

  @Test
  void expiryGoesInSlicesUntilNothingIsTooOld() {
    InMemoryEventStore store = new InMemoryEventStore(clock);
    insert(store, 25);
    clock.advance(TTL.plusSeconds(1));
    insert(store, 3);
    Expirer expirer = new Expirer(store, TTL, 10, INTERVAL, counters, throttle);

    assertThat(expirer.runOnce()).isZero();
    assertThat(expirer.runOnce()).isZero();
    assertThat(expirer.runOnce()).isEqualTo(INTERVAL);
    assertThat(store.pendingCount()).isEqualTo(3);
    assertThat(counters.snapshot().expired()).isEqualTo(25);
    assertThat(expirer.runOnce()).as("nothing more").isEqualTo(INTERVAL);
    assertThat(counters.snapshot().expired()).isEqualTo(25);
  }

  @Test
  void purgeGoesInSlicesAndLeavesPendingRowsAlone() {
    InMemoryEventStore store = new InMemoryEventStore(clock, true);
    long[] ids = insert(store, 30);
    store.markDeliveredBatch(java.util.Arrays.copyOf(ids, 20));
    Purger purger = new Purger(store, 10, INTERVAL, counters);

    assertThat(purger.runOnce()).isZero();
    assertThat(purger.runOnce()).isZero();
    assertThat(purger.runOnce()).isEqualTo(INTERVAL);
    assertThat(counters.snapshot().purged()).isEqualTo(20);
    assertThat(store.pendingCount()).isEqualTo(10);
  }

  @Test
  @Timeout(30)
  void aPassThatThrowsIsTriedAgainAndTheDutyStops() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch recovered = new CountDownLatch(3);
    List<String> threads = new ArrayList<>();
    InMemoryEventStore store = new InMemoryEventStore(clock);
    Purger failing =
        new Purger(
            new ListingStore(store, () -> {}) {
              @Override
              public int purgeDelivered(int limit) {
                threads.add(Thread.currentThread().getName());
                if (calls.incrementAndGet() == 1) {
                  throw new OutOfMemoryError("for the test");
                }
                recovered.countDown();
                return 0;
              }
            },
            10,
            Duration.ofNanos(1),
            counters);
    Duty duty = Duty.of(failing, Duration.ofNanos(1), throttle);
    duty.start();
    recovered.await();
    assertThat(duty.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(threads).allMatch(name -> name.equals("durable-emitter-purge"));
    assertThat(duty.stop(Duration.ZERO)).as("a second time").isTrue();
  }

  private static long[] insert(InMemoryEventStore store, int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = store.insert(Payload.wrap(new byte[] {1}));
    }
    return ids;
  }
}
