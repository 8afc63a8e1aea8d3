package io.durableemitter.core.simulation;

import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A second book of the rows and their leases, which the store is compared with: a row leaves only
 * for a reason, a lease has one holder, and only the holder's acknowledgement counts.
 */
final class ShadowRows {

  /** When a row began, by the store's clock and by the world's, and how often those had parted. */
  record Birth(Instant createdAt, long ticks, int jumps) {
    static final Birth NEVER = new Birth(Instant.MAX, Long.MAX_VALUE, 0);
  }

  private record Row(Entry entry, Birth birth, Optional<UUID> owner, Instant until) {

    Instant createdAt() {
      return birth.createdAt();
    }

    boolean isHeld(Instant now) {
      return owner.isPresent() && until.isAfter(now);
    }

    boolean isHeldByAnother(UUID me, Instant now) {
      return isHeld(now) && !owner.equals(Optional.of(me));
    }
  }

  private final World world;
  private final InMemoryEventStore store;
  private final Ledger ledger;
  private final TreeMap<Long, Row> rows = new TreeMap<>();
  private final Set<Long> hidden = new TreeSet<>();
  private long lastId;

  ShadowRows(World world) {
    this.world = world;
    this.store = world.memory;
    this.ledger = world.ledger;
  }

  int size() {
    return rows.size();
  }

  long lastId() {
    return lastId;
  }

  Optional<Entry> entry(long id) {
    return Optional.ofNullable(rows.get(id)).map(Row::entry);
  }

  boolean isHidden(long id) {
    return hidden.contains(id);
  }

  void added(long id, Entry entry, Instant now) {
    ledger.expect(id > lastId, "the store gave an id twice", id);
    lastId = Math.max(lastId, id);
    entry.stored = true;
    world.order.stored(id, entry);
    rows.put(id, new Row(entry, birth(now), Optional.empty(), Instant.MIN));
  }

  private Birth birth(Instant createdAt) {
    return new Birth(createdAt, world.ticks.get(), world.jumps());
  }

  void hide(long id) {
    hidden.add(id);
    world.order.hidden(id);
  }

  void reveal(long id) {
    hidden.remove(id);
    world.order.revealed(id);
  }

  void rolledBack(long id) {
    hidden.remove(id);
    remove(id);
  }

  private void remove(long id) {
    rows.remove(id);
    world.order.gone(id);
  }

  void redriven(List<DurableEvent> added) {
    for (DurableEvent row : added) {
      ledger
          .of(row.payload())
          .ifPresentOrElse(
              entry -> {
                entry.redriven = true;
                added(row.id(), entry, row.createdAt());
              },
              () -> ledger.violated("I2: redriven with altered bytes: " + row.id()));
    }
  }

  void claimed(UUID owner, Duration lease, Duration minAge, List<ClaimedEvent> page, Instant now) {
    for (ClaimedEvent claimed : page) {
      long id = claimed.event().id();
      Row row = rows.get(id);
      if (row == null || isHidden(id)) {
        ledger.violated("claimed, but not pending: " + id);
        continue;
      }
      ledger.expect(!row.isHeld(now), "claimed, but held", row);
      ledger.expect(
          row.entry().key.isPresent() || !row.createdAt().plus(minAge).isAfter(now),
          "claimed too young",
          row);
      world.order.claimed(id);
      ledger.expect(row.entry().payload().equals(claimed.event().payload()), "I2: altered", row);
      lease(id, row, owner, now.plus(lease));
    }
  }

  void renewed(UUID owner, long[] ids, Duration lease, Instant now) {
    for (long id : ids) {
      Row row = rows.get(id);
      if (row != null && !isHidden(id) && !row.isHeldByAnother(owner, now)) {
        lease(id, row, owner, now.plus(lease));
      }
    }
  }

  void givenBack(UUID owner, long id, Instant now) {
    Row row = rows.get(id);
    if (row != null && !row.isHeldByAnother(owner, now)) {
      rows.put(id, new Row(row.entry(), row.birth(), Optional.empty(), Instant.MIN));
    }
  }

  private void lease(long id, Row row, UUID owner, Instant until) {
    rows.put(id, new Row(row.entry(), row.birth(), Optional.of(owner), until));
  }

  void marked(UUID owner, long[] ids, Instant now) {
    for (long id : ids) {
      Row row = rows.get(id);
      if (row == null) {
        continue;
      }
      if (isGone(id)) {
        ledger.expect(
            !row.isHeldByAnother(owner, now), "an acknowledgement was not fenced", row.entry());
        ledger.expect(row.entry().accepted > 0, "I1: removed, but not delivered", row.entry());
        remove(id);
      } else {
        ledger.expect(
            row.isHeldByAnother(owner, now) || isHidden(id), "marked, but there", row.entry());
      }
    }
  }

  /** Takes out a row that became a dead letter; tells which event. */
  Optional<Entry> deadLettered(UUID owner, long id, Instant now) {
    Row row = rows.get(id);
    if (row == null || !isGone(id)) {
      return Optional.empty();
    }
    ledger.expect(!row.isHeldByAnother(owner, now), "a request was not fenced", row.entry());
    remove(id);
    return Optional.of(row.entry());
  }

  Birth birth(long id) {
    return Optional.ofNullable(rows.get(id)).map(Row::birth).orElse(Birth.NEVER);
  }

  /** Takes out what an expiry discarded. */
  void expired(Instant now) {
    for (long id : new ArrayList<>(rows.keySet())) {
      Row row = rows.get(id);
      if (row != null && isGone(id)) {
        ledger.expect(world.hasWaited(row.birth()), "I13: expired too young", row);
        ledger.expect(!row.isHeld(now), "expired, but held", row.entry());
        row.entry().discarded = true;
        remove(id);
      }
    }
  }

  private boolean isGone(long id) {
    return store.attempts(id).isEmpty();
  }

  /** Whether store and book agree on how much is pending. */
  void compare() {
    ledger.expect(
        store.pendingCount() == rows.size(),
        "rows left or came in an unknown way",
        store.pendingCount() + " rows instead of " + rows.size());
  }

  /** While nothing is unknown, whoever lives sends or gives back what it holds. */
  void checkClaims() {
    if (world.weather == Weather.STORMY || world.faults.quietNanos() <= Terms.LEASE.toNanos()) {
      return;
    }
    store
        .leases()
        .forEach(
            (id, owner) ->
                world
                    .host(owner)
                    .filter(host -> !host.inFlight.contains(id) && !host.hasFailures())
                    .ifPresent(host -> heldInVain(host, id)));
  }

  private void heldInVain(SimulatedHost host, long id) {
    ledger.violated("claimed, but neither sent nor given back: " + host + " holds " + rows.get(id));
  }

  @Override
  public String toString() {
    return rows.values().stream().limit(10).toList().toString();
  }
}
