package io.durableemitter.chaos.snapshot;

import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.ForwardingEventStore;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real store that remembers how long sweeps and looks at it took. The claims of a sweep are added
 * up, from the one at the start of the queue to the next there. One thread claims.
 */
final class WatchedStore extends ForwardingEventStore {

  private final AtomicLong longestSweep = new AtomicLong();
  private final AtomicLong longestLook = new AtomicLong();
  private long sweep; // by the thread that claims

  WatchedStore(DurableEventStore store) {
    super(store);
  }

  Duration longestSweep() {
    return Duration.ofNanos(longestSweep.get());
  }

  Duration longestLook() {
    return Duration.ofNanos(longestLook.get());
  }

  /** Begins anew. */
  void forget() {
    longestSweep.set(0);
    longestLook.set(0);
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    long begin = System.nanoTime();
    if (request.after().equals(PendingCursor.START)) {
      sweep = 0;
    }
    Page<ClaimedEvent> page = super.claim(owner, lease, request);
    sweep += System.nanoTime() - begin;
    longestSweep.accumulateAndGet(sweep, Math::max);
    return page;
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
    long begin = System.nanoTime();
    DurableQueueStats stats = super.observeQueue(ttl, lead);
    longestLook.accumulateAndGet(System.nanoTime() - begin, Math::max);
    return stats;
  }
}
