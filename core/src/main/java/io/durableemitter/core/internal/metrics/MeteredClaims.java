package io.durableemitter.core.internal.metrics;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Claims whose operations are counted and timed. */
record MeteredClaims(EventClaims claims, StoreMeter meter) implements EventClaims {

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return meter.metered(StoreOperation.CLAIM, () -> claims.claim(owner, lease, request));
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return meter.metered(StoreOperation.CLAIM, () -> claims.claim(owner, lease, ids, maxBytes));
  }

  @Override
  public long[] renew(UUID owner, long[] ids, Duration lease) {
    return meter.metered(StoreOperation.RENEW_CLAIMS, () -> claims.renew(owner, ids, lease));
  }

  @Override
  public int release(UUID owner, long[] ids) {
    return meter.metered(StoreOperation.RELEASE_CLAIMS, () -> claims.release(owner, ids));
  }

  @Override
  public int unreached(UUID owner, long[] ids, String error) {
    return meter.metered(StoreOperation.RELEASE_CLAIMS, () -> claims.unreached(owner, ids, error));
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
    return meter.metered(
        StoreOperation.MARK_DELIVERED_BATCH, () -> claims.markDelivered(owner, ids));
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return meter.metered(StoreOperation.BACK_OFF, () -> claims.backOff(owner, backOffs));
  }
}
