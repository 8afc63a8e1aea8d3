package io.durableemitter.core.simulation;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Claims that fail as they are told and are written into the second book. */
final class FaultyClaims implements EventClaims {

  private final World world;
  private final ManualClock clock;
  private final EventClaims claims;
  private final StoreFaults faults;
  private final ShadowRows shadow;
  private final Pages pages;

  FaultyClaims(World world, Pages pages) {
    this.world = world;
    this.clock = world.clock;
    this.claims = world.memory;
    this.faults = world.faults;
    this.shadow = world.shadow;
    this.pages = pages;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return faults.run(
        "claim",
        () -> {
          world.meanwhile.quick(0.3);
          Page<ClaimedEvent> page = pages.claim(owner, lease, request);
          claimed(owner, lease, request.minAge(), page.rows());
          world.meanwhile.quick(0.1);
          return page;
        });
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return faults.run(
        "claim ids",
        () -> {
          List<ClaimedEvent> rows = claims.claim(owner, lease, ids, pages.bytes(maxBytes));
          // of any age, also where the clock was set back
          claimed(owner, lease, Duration.ofDays(-365), rows);
          world.meanwhile.quick(0.1);
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
  public long[] nextInOrder(long[] keys) {
    return faults.run(
        "next in order",
        () -> {
          long[] ids = claims.nextInOrder(keys);
          world.meanwhile.quick(0.1);
          return ids;
        });
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    if (world.weather != Weather.STORMY) {
      return renewNow(owner, ids, lease);
    }
    boolean done = false;
    try {
      long[] held = faults.run("renew", () -> renewNow(owner, ids, lease));
      done = true;
      return held;
    } finally {
      if (!done) {
        world.host(owner).ifPresent(world.excuses::all);
      }
    }
  }

  private long[] renewNow(UUID owner, long[] ids, Duration lease) {
    shadow.renewed(owner, ids, lease, clock.instant());
    return claims.renewClaims(owner, ids, lease);
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return faults.run(
        "release",
        () -> {
          for (long id : ids) {
            shadow.givenBack(owner, id, clock.instant());
          }
          int count = claims.releaseClaims(owner, ids);
          world.meanwhile.quick(0.3);
          return count;
        });
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    StoreFaults.Kind kind = faults.kind();
    if (kind != StoreFaults.Kind.ANY || !faults.due()) {
      return faults.run(
          "mark",
          kind == StoreFaults.Kind.ANY ? StoreFaults.Kind.TOLD : kind,
          () -> mark(owner, ids));
    }
    // a mark that meets a defect is given up
    if (world.weather != Weather.STORMY) {
      return faults.fail("mark", StoreFaults.Kind.MEMORY, () -> mark(owner, ids));
    }
    for (long id : ids) {
      world
          .host(owner)
          .ifPresent(
              host -> shadow.entry(id).ifPresent(entry -> world.excuses.flight(host, entry)));
    }
    return faults.fail("mark", kind, () -> mark(owner, ids));
  }

  private int mark(UUID owner, long[] ids) {
    int count = claims.markDeliveredBatch(owner, ids);
    shadow.marked(owner, ids, clock.instant());
    world.meanwhile.quick(0.03);
    return count;
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return faults.run(
        "back off",
        () -> {
          backOffs.forEach(one -> shadow.givenBack(owner, one.id(), clock.instant()));
          int count = claims.backOff(owner, backOffs);
          world.meanwhile.quick(0.3);
          return count;
        });
  }
}
