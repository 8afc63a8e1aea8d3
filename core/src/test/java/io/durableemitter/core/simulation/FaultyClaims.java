package io.durableemitter.core.simulation;

import io.durableemitter.api.BackOff;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Claims that fail as they are told and are written into the second book. */
final class FaultyClaims implements EventClaims {

  private final ManualClock clock;
  private final EventClaims claims;
  private final StoreFaults faults;
  private final ShadowRows shadow;
  private final Weather weather;
  private final Consumer<UUID> renewalFailed;

  FaultyClaims(
      ManualClock clock,
      EventClaims claims,
      StoreFaults faults,
      ShadowRows shadow,
      Weather weather,
      Consumer<UUID> renewalFailed) {
    this.clock = clock;
    this.claims = claims;
    this.faults = faults;
    this.shadow = shadow;
    this.weather = weather;
    this.renewalFailed = renewalFailed;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return faults.run(
        "claim",
        () -> {
          Page<ClaimedEvent> page = claims.claim(owner, lease, request);
          claimed(owner, lease, request.minAge(), page.rows());
          return page;
        });
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return faults.run(
        "claim ids",
        () -> {
          List<ClaimedEvent> rows = claims.claim(owner, lease, ids, maxBytes);
          // of any age, also where the clock was set back
          claimed(owner, lease, Duration.ofDays(-365), rows);
          return rows;
        });
  }

  private void claimed(UUID owner, Duration lease, Duration minAge, List<ClaimedEvent> rows) {
    shadow.claimed(owner, lease, minAge, rows, clock.instant());
    if (!rows.isEmpty()) {
      faults.note("claimed: " + rows.stream().map(row -> row.event().id()).toList());
    }
  }

  @Override
  public long[] renew(UUID owner, long[] ids, Duration lease) {
    if (weather != Weather.STORMY) {
      return renewNow(owner, ids, lease);
    }
    boolean done = false;
    try {
      long[] held = faults.run("renew", () -> renewNow(owner, ids, lease));
      done = true;
      return held;
    } finally {
      if (!done) {
        renewalFailed.accept(owner);
      }
    }
  }

  private long[] renewNow(UUID owner, long[] ids, Duration lease) {
    shadow.renewed(owner, ids, lease, clock.instant());
    return claims.renew(owner, ids, lease);
  }

  @Override
  public int release(UUID owner, long[] ids) {
    return faults.run(
        "release",
        () -> {
          for (long id : ids) {
            shadow.givenBack(owner, id, clock.instant());
          }
          return claims.release(owner, ids);
        });
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
    return faults.run(
        "mark",
        () -> {
          int count = claims.markDelivered(owner, ids);
          shadow.marked(owner, ids, clock.instant());
          return count;
        });
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return faults.run(
        "back off",
        () -> {
          backOffs.forEach(one -> shadow.givenBack(owner, one.id(), clock.instant()));
          return claims.backOff(owner, backOffs);
        });
  }
}
