package io.durableemitter.acceptance.crash;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Real claims; the process may die before or after rows are marked. */
final class CrashingClaims implements EventClaims {

  private final EventClaims claims;
  private final Bomb bomb;

  CrashingClaims(EventClaims claims, Bomb bomb) {
    this.claims = claims;
    this.bomb = bomb;
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
    bomb.at(CrashStep.BEFORE_MARK);
    int marked = claims.markDelivered(owner, ids);
    bomb.at(CrashStep.MARKED);
    return marked;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return claims.claim(owner, lease, request);
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
