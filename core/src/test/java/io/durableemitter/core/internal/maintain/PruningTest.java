package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The duties that remove rows, stepped by hand. */
class PruningTest {

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration TTL = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock();
  private final Instant begin = clock.instant();
  private final EmitterCounters counters = new EmitterCounters();
  private final LogThrottle throttle = new LogThrottle(() -> 0L);

  @Test
  void expiryGoesInSlicesUntilNothingIsTooOld() {
    InMemoryEventStore store = new InMemoryEventStore(clock);
    insert(store, 25);
    clock.advance(TTL.plusSeconds(1));
    insert(store, 3);
    Expirer expirer = expirer(store, Expiry.discarding(store));

    assertThat(expirer.runOnce()).isZero();
    assertThat(expirer.runOnce()).isZero();
    assertThat(expirer.runOnce()).isEqualTo(INTERVAL);
    assertThat(store.pendingCount()).isEqualTo(3);
    assertThat(counters.stats(0, 0, 0, 0).expired()).isEqualTo(25);
    assertThat(expirer.runOnce()).as("nothing more").isEqualTo(INTERVAL);
    assertThat(counters.stats(0, 0, 0, 0).expired()).isEqualTo(25);
  }

  @Test
  void expiredEventsBecomeDeadLetters() {
    InMemoryEventStore store = new InMemoryEventStore(clock);
    insert(store, 12);
    store.insert(Events.payload("good"));
    clock.advance(TTL.plusSeconds(1));
    Expirer expirer = expirer(store, movingToDeadLetters(store));

    assertThat(expirer.runOnce()).isZero();
    assertThat(expirer.runOnce()).isEqualTo(INTERVAL);

    assertThat(store.pendingCount()).isZero();
    assertThat(counters.stats(0, 0, 0, 0).expired()).isEqualTo(13);
    assertThat(counters.stats(0, 0, 0, 0).deadLetters()).isEqualTo(13);
    DeadLetterFilter expired = DeadLetterFilter.ALL.withReason(DeadLetterReason.EXPIRED);
    assertThat(store.listDeadLetters(expired, 0, 10, Long.MAX_VALUE))
        .as("the others cannot be decoded, which is the better reason")
        .singleElement()
        .satisfies(letter -> assertThat(letter.header().id()).isEqualTo("good"));
  }

  @Test
  void anExpiredEventThatIsOnItsWayFromThisVeryProcessIsLeftAlone() {
    InMemoryEventStore store = new InMemoryEventStore(clock);
    store.insert(Events.payload("on its way"));
    clock.advance(TTL.plusSeconds(1));
    EventClaims claims = store;
    UUID owner = UUID.randomUUID();
    Duration lease = Duration.ofSeconds(15);
    claims
        .claim(
            owner, lease, new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
        .rows();
    Expirer expirer = expirer(store, movingToDeadLetters(store));

    sweep(expirer);
    assertThat(store.pendingCount()).as("it may just be delivered").isEqualTo(1);
    assertThat(claims.markDeliveredBatch(owner, new long[] {1})).isEqualTo(1);
    assertThat(store.countDeadLetters(DeadLetterFilter.ALL)).isZero();

    store.insert(Events.payload("given up"));
    claims
        .claim(
            owner, lease, new PageRequest(Duration.ZERO, PendingCursor.START, 10, Long.MAX_VALUE))
        .rows();
    clock.advance(TTL.plusSeconds(1));
    sweep(expirer);
    assertThat(store.pendingCount()).as("its lease has ended").isZero();
  }

  @Test
  void deadLettersAreKeptForTheirRetention() {
    InMemoryEventStore store = new InMemoryEventStore(clock);
    insert(store, 15);
    clock.advance(TTL.plusSeconds(1));
    DeadLetterStore letters = store;
    sweep(expirer(store, movingToDeadLetters(store)));
    Duration retention = Duration.ofDays(30);
    DeadLetterPurger purger =
        new DeadLetterPurger(letters, retention, 10, INTERVAL, counters, throttle);

    assertThat(purger.runOnce()).isEqualTo(INTERVAL);
    assertThat(letters.countDeadLetters(DeadLetterFilter.ALL)).isEqualTo(15);
    clock.advance(retention.plusSeconds(1));
    assertThat(purger.runOnce()).isZero();
    assertThat(purger.runOnce()).isEqualTo(INTERVAL);
    assertThat(letters.countDeadLetters(DeadLetterFilter.ALL)).isZero();
    assertThat(counters.stats(0, 0, 0, 0).deadLettersPurged()).isEqualTo(15);
  }

  private Expiry movingToDeadLetters(InMemoryEventStore store) {
    return Expiry.movingToDeadLetters(store, counters, () -> "away");
  }

  private Expirer expirer(InMemoryEventStore store, Expiry expiry) {
    ExpiryGuard guard =
        new ExpiryGuard(store::currentTime, () -> 0, TTL, Duration.ZERO, this::ticks);
    return new Expirer(expiry, guard, TTL, 10, INTERVAL, counters, throttle, this::ticks);
  }

  private long ticks() {
    return Duration.between(begin, clock.instant()).toNanos();
  }

  private static void sweep(Expirer expirer) {
    for (int pass = 0; pass < 1_000 && expirer.runOnce().isZero(); pass++) {
      assertThat(pass).isLessThan(999);
    }
  }

  @Test
  void purgeGoesInSlicesAndLeavesPendingRowsAlone() {
    InMemoryEventStore store = new InMemoryEventStore(clock, true);
    long[] ids = insert(store, 30);
    store.markDeliveredBatch(Arrays.copyOf(ids, 20));
    Purger purger = new Purger(store, 10, INTERVAL, counters, this::ticks);

    assertThat(purger.runOnce()).isZero();
    assertThat(purger.runOnce()).isEqualTo(INTERVAL);
    assertThat(counters.stats(0, 0, 0, 0).purged()).isEqualTo(20);
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
            new ForwardingEventStore(store) {
              @Override
              public Slice purgeDelivered(PendingCursor after, int limit) {
                threads.add(Thread.currentThread().getName());
                if (calls.incrementAndGet() == 1) {
                  throw new OutOfMemoryError("for the test");
                }
                recovered.countDown();
                return new Slice(0, PendingCursor.START, false);
              }
            },
            10,
            Duration.ofNanos(1),
            counters,
            this::ticks);
    Duty duty = Duty.of("purge", failing, Duration.ofNanos(1), throttle);
    duty.start();
    recovered.await();
    assertThat(duty.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(threads).allMatch(name -> name.equals("durable-emitter-purge"));
    assertThat(duty.stop(Duration.ZERO)).as("a second time").isTrue();
  }

  @Test
  void aLookThroughALongQueueThatFindsNothingTakesAFiftiethOfTheTime() {
    InMemoryEventStore rows = new InMemoryEventStore(clock);
    AtomicInteger slices = new AtomicInteger();
    Duration took = Duration.ofMillis(200);
    DurableEventStore store =
        new ForwardingEventStore(rows) {
          @Override
          public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
            return slice();
          }

          @Override
          public Slice purgeDelivered(PendingCursor after, int limit) {
            return slice();
          }

          private Slice slice() {
            clock.advance(took);
            int slice = slices.incrementAndGet() % 3;
            return new Slice(slice == 1 ? 5 : 0, new PendingCursor(begin, slice), slice != 0);
          }
        };
    for (Pass pass :
        List.of(
            expirer(rows, Expiry.discarding(store)),
            new Purger(store, 10, INTERVAL, counters, this::ticks))) {
      assertThat(pass.runOnce()).as("rows were removed").isZero();
      assertThat(pass.runOnce()).as("there were none").isEqualTo(took.multipliedBy(49));
      assertThat(pass.runOnce()).as("the end").isEqualTo(INTERVAL);
    }
  }

  @Test
  void aSingleSlowSliceIsNotRestedFromForLong() {
    long nanos = Duration.ofMinutes(5).toNanos();
    assertThat(Pass.afterNothing(nanos, 9, INTERVAL)).isEqualTo(INTERVAL);
    assertThat(Pass.afterNothing(-1, 9, INTERVAL)).as("a clock went back").isZero();
  }

  private static long[] insert(InMemoryEventStore store, int count) {
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = store.insert(Payload.wrap(new byte[] {1}));
    }
    return ids;
  }
}
