package io.durableemitter.acceptance.snapshot;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Real claims that add up what the claims of each sweep took, from the one at the start of the
 * queue to the next there. One thread claims.
 */
final class SweepTimer implements EventClaims {

  private final EventClaims claims;
  private final AtomicLong longest = new AtomicLong();
  private long sweep; // by the thread that claims

  SweepTimer(EventClaims claims) {
    this.claims = claims;
  }

  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  void forget() {
    longest.set(0);
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    long begin = System.nanoTime();
    if (request.after().equals(PendingCursor.START)) {
      sweep = 0;
    }
    Page<ClaimedEvent> page = claims.claim(owner, lease, request);
    sweep += System.nanoTime() - begin;
    longest.accumulateAndGet(sweep, Math::max);
    return page;
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
    return claims.markDelivered(owner, ids);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return claims.claim(owner, lease, ids, maxBytes);
  }

  @Override
  public long[] renew(UUID owner, long[] ids, Duration lease) {
    return claims.renew(owner, ids, lease);
  }

  @Override
  public int release(UUID owner, long[] ids) {
    return claims.release(owner, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return claims.backOff(owner, backOffs);
  }
}
