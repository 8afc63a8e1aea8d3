package io.durableemitter.acceptance.snapshot;

import io.durableemitter.acceptance.StoreWrapper;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.EventClaims;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real store with all its abilities that remembers how long sweeps and looks at it took. */
final class WatchedStore extends StoreWrapper {

  private final Optional<SweepTimer> sweeps;
  private final AtomicLong longestLook = new AtomicLong();

  WatchedStore(DurableEventStore store) {
    super(store);
    this.sweeps = store.claims().map(SweepTimer::new);
  }

  Duration longestSweep() {
    return sweeps.map(SweepTimer::longest).orElse(Duration.ZERO);
  }

  Duration longestLook() {
    return Duration.ofNanos(longestLook.get());
  }

  /** Begins anew. */
  void forget() {
    sweeps.ifPresent(SweepTimer::forget);
    longestLook.set(0);
  }

  @Override
  public Optional<EventClaims> claims() {
    return sweeps.map(timer -> timer);
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return store().queueObserver().map(this::watched);
  }

  private DurableQueueObserver watched(DurableQueueObserver observer) {
    return new DurableQueueObserver() {
      @Override
      public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
        return look(observer, ttl, lead);
      }

      @Override
      public Optional<String> vacuumBlocker() {
        return observer.vacuumBlocker();
      }
    };
  }

  private DurableQueueStats look(DurableQueueObserver observer, Duration ttl, Duration lead) {
    long begin = System.nanoTime();
    DurableQueueStats stats = observer.observeQueue(ttl, lead);
    longestLook.accumulateAndGet(System.nanoTime() - begin, Math::max);
    return stats;
  }
}
