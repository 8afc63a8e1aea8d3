package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The one store that all hosts share: fails as it is told, keeps the second book, and lets inserts
 * become visible late, behind rows with larger ids, as a long transaction does.
 */
final class FaultyStore implements DurableEventStore {

  // holds rows that are not committed yet: the store then passes over them
  private static final UUID UNCOMMITTED = new UUID(0, 0);
  private static final Duration EVER = Duration.ofDays(36_500);

  private final World world;
  private final ManualClock clock;
  private final InMemoryEventStore store;
  private final StoreFaults faults;
  private final ShadowRows shadow;
  private final Ledger ledger;
  private final Pages pages;
  private final EventClaims claims;
  private final DeadLetterStore deadLetters;

  FaultyStore(World world) {
    this.world = world;
    this.clock = world.clock;
    this.store = world.memory;
    this.faults = world.faults;
    this.shadow = world.shadow;
    this.ledger = world.ledger;
    pages = new Pages(store, shadow, world.terms);
    claims = new FaultyClaims(world, pages);
    deadLetters = new FaultyDeadLetters(world);
  }

  private long[] add(List<Payload> payloads) {
    long[] ids = store.insertBatch(payloads);
    for (int i = 0; i < ids.length; i++) {
      shadow.added(ids[i], ledger.of(payloads.get(i)).orElseThrow(), clock.instant());
    }
    return ids;
  }

  /** Inserts without committing: nobody sees the row yet. */
  long insertUncommitted(Payload payload) {
    long id = add(List.of(payload))[0];
    hide(id);
    return id;
  }

  private void hide(long id) {
    store.renewClaims(UNCOMMITTED, new long[] {id}, EVER);
    shadow.hide(id);
  }

  /** Time may pass before the commit, which does not make rows younger, and after it. */
  private long[] insert(List<Payload> payloads) {
    SimulatedHost host = world.acting().orElseThrow();
    List<Entry> entries = payloads.stream().map(one -> ledger.of(one).orElseThrow()).toList();
    world.excuses.inserted(host, entries);
    long[] ids = add(payloads);
    if (world.chance.is(0.2)) {
      for (long id : ids) {
        hide(id);
      }
      world.meanwhile.slow(1);
      world.advance(Duration.ofMillis(world.chance.between(0, 20_000)));
      for (long id : ids) {
        commit(id);
      }
    }
    boolean jumps = world.weather == Weather.STORMY && world.chance.is(0.03);
    if (jumps) {
      world.jump(Duration.ofSeconds(world.chance.between(-3_600, 3_600)));
    }
    world.meanwhile.slow(jumps ? 1 : 0.2);
    return ids;
  }

  void commit(long id) {
    // not released, which would say that it was claimed before
    store.renewClaims(UNCOMMITTED, new long[] {id}, EVER.negated());
    shadow.reveal(id);
  }

  void rollBack(long id) {
    store.delete(id);
    shadow.rolledBack(id);
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    return faults.run("insert", () -> insert(payloads));
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return faults.run("purge", () -> store.purgeDelivered(after, limit));
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return faults.run(
        "list",
        () -> {
          Page<DurableEvent> page = pages.list(request);
          return new Page<>(
              page.rows().stream().filter(row -> !shadow.isHidden(row.id())).toList(),
              page.next(),
              page.more());
        });
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return faults.run(
        "delete expired",
        () -> {
          Slice count = store.deleteExpired(ttl, after, limit);
          faults.note("expires what is older than " + ttl);
          shadow.expired(clock.instant());
          return count;
        });
  }

  @Override
  public Instant currentTime() {
    Instant now = faults.run("time", store::currentTime);
    world.acting().ifPresent(SimulatedHost::looked);
    return now;
  }

  @Override
  public void probe() {
    faults.run(
        "probe",
        () -> {
          store.probe();
          return true;
        });
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
    return faults.run("observe", () -> store.observeQueue(ttl, lead));
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
  public long[] nextInOrder(long[] keys) {
    return claims.nextInOrder(keys);
  }

  @Override
  public boolean keepsOrder() {
    return store.keepsOrder();
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return claims.renewClaims(owner, ids, lease);
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return claims.releaseClaims(owner, ids);
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    throw new AssertionError("the engine marks as an owner");
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return claims.markDeliveredBatch(owner, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return claims.backOff(owner, backOffs);
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return deadLetters.moveToDeadLetters(owner, requests);
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return deadLetters.listDeadLetters(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return deadLetters.findDeadLetter(id);
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return deadLetters.countDeadLetters(filter);
  }

  @Override
  public long lastDeadLetterId() {
    return deadLetters.lastDeadLetterId();
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return deadLetters.redrive(filter, limit);
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return deadLetters.discardDeadLetters(filter, limit);
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return deadLetters.purgeDeadLetters(retention, limit);
  }
}
