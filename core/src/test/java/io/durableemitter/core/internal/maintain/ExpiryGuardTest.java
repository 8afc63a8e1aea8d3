package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The store's clock and this process's are moved by hand, together or apart. */
class ExpiryGuardTest {

  private static final Duration TTL = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong openings = new AtomicLong();
  private final InMemoryEventStore store = new InMemoryEventStore(clock);
  private final LogThrottle throttle = new LogThrottle(ticks::get);
  private final EmitterCounters counters = new EmitterCounters();
  private final ExpiryGuard guard =
      new ExpiryGuard(store::currentTime, openings::get, TTL, GRACE, ticks::get);
  private final Expirer expirer =
      new Expirer(
          Expiry.discarding(store), guard, TTL, 1_000, INTERVAL, counters, throttle, ticks::get);

  @Test
  void nothingExpiresThatOnlyLooksOldSinceTheStoresClockJumped() {
    live(GRACE);
    insert(250_000);
    live(INTERVAL);
    clock.advance(Duration.ofHours(2));
    live(TTL.minus(INTERVAL.multipliedBy(2)));

    assertThat(store.pendingCount()).as("not a single one").isEqualTo(250_000);
    assertThat(guard.problem().orElseThrow()).contains("PT2H").contains("confirmExpiry()");

    live(INTERVAL.multipliedBy(4));
    assertThat(store.pendingCount()).as("now they are old").isZero();
    assertThat(guard.problem()).as("and so is whatever there was before").isEmpty();
  }

  @Test
  void aClockThatIsSetBackAgainMakesNothingWait() {
    live(GRACE);
    insert(10);
    live(INTERVAL);
    clock.advance(Duration.ofHours(2));
    live(INTERVAL);
    clock.advance(Duration.ofHours(-2));
    live(INTERVAL);

    assertThat(guard.problem()).isEmpty();
    live(TTL);
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void whoeverSaysSoLetsThemExpire() {
    live(GRACE);
    insert(10);
    live(INTERVAL);
    clock.advance(Duration.ofHours(2));
    live(INTERVAL);
    assertThat(store.pendingCount()).isEqualTo(10);

    guard.confirm();
    assertThat(guard.problem()).isEmpty();
    live(INTERVAL);
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void afterTheStartWhatIsOldIsDeliveredFirst() {
    insert(10);
    clock.advance(TTL.plusSeconds(1));
    live(GRACE.minus(INTERVAL));
    assertThat(store.pendingCount()).isEqualTo(10);
    live(INTERVAL.multipliedBy(2));
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void afterTheOtherEndCameBackWhatIsOldIsDeliveredFirst() {
    live(GRACE);
    insert(10);
    live(TTL.minus(INTERVAL));
    openings.incrementAndGet();
    live(GRACE.minus(INTERVAL));
    assertThat(store.pendingCount()).isEqualTo(10);
    live(INTERVAL.multipliedBy(2));
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void refusedEventsExpireBesideHealthyTraffic() {
    live(GRACE);
    insert(150);
    for (int i = 0; i < 70; i++) {
      long healthy = store.insert(Payload.wrap(new byte[] {1}));
      live(INTERVAL);
      store.markDelivered(healthy);
    }
    assertThat(store.pendingCount()).isZero();
    assertThat(counters.stats(0, 0, 0, 0).expired()).isEqualTo(150);
  }

  private void insert(int count) {
    for (int i = 0; i < count; i++) {
      store.insert(Payload.wrap(new byte[] {1}));
    }
  }

  /** Lets time pass for both, with a look each minute. */
  private void live(Duration time) {
    for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minus(INTERVAL)) {
      clock.advance(INTERVAL);
      ticks.addAndGet(INTERVAL.toNanos());
      for (int slice = 0; slice < 1_000 && expirer.runOnce().isZero(); slice++) {
        assertThat(slice).isLessThan(999);
      }
    }
  }
}
