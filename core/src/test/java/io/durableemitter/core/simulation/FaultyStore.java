package io.durableemitter.core.simulation;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.Slice;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The one store that all hosts share: fails as it is told, keeps the second book, and lets inserts
 * become visible late, behind rows with larger ids, as a long transaction does.
 */
final class FaultyStore implements DurableEventStore {

  // holds rows that are not committed yet: the store then passes over them
  private static final UUID UNCOMMITTED = new UUID(0, 0);
  private static final Duration EVER = Duration.ofDays(36_500);

  private final ManualClock clock;
  private final InMemoryEventStore store;
  private final StoreFaults faults;
  private final ShadowRows shadow;
  private final Ledger ledger;
  private final EventClaims claims;
  private final DeadLetterStore deadLetters;

  /**
   * A store.
   *
   * @param renewalFailed told whose leases could not be renewed
   * @param maxAttempts how often an event must have been tried before it dies of it
   */
  FaultyStore(
      ManualClock clock,
      InMemoryEventStore store,
      StoreFaults faults,
      ShadowRows shadow,
      Ledger ledger,
      Weather weather,
      Duration ttl,
      int maxAttempts,
      Consumer<UUID> renewalFailed) {
    this.clock = clock;
    this.store = store;
    this.faults = faults;
    this.shadow = shadow;
    this.ledger = ledger;
    claims =
        new FaultyClaims(
            clock, store.claims().orElseThrow(), faults, shadow, weather, renewalFailed);
    deadLetters =
        new FaultyDeadLetters(
            store,
            faults,
            shadow,
            new Judge(clock, store, shadow, ledger, weather, ttl, maxAttempts));
  }

  private long[] add(List<Payload> payloads) {
    long[] ids = store.batchInserter().orElseThrow().insertBatch(payloads);
    for (int i = 0; i < ids.length; i++) {
      shadow.added(ids[i], ledger.of(payloads.get(i)).orElseThrow(), clock.instant());
    }
    return ids;
  }

  /** Inserts without committing: nobody sees the row yet. */
  long insertUncommitted(Payload payload) {
    long id = add(List.of(payload))[0];
    store.claims().orElseThrow().renew(UNCOMMITTED, new long[] {id}, EVER);
    shadow.hide(id);
    return id;
  }

  void commit(long id) {
    store.claims().orElseThrow().release(UNCOMMITTED, new long[] {id});
    shadow.reveal(id);
  }

  void rollBack(long id) {
    store.delete(id);
    shadow.rolledBack(id);
  }

  @Override
  public long insert(Payload payload) {
    return faults.run("insert", () -> add(List.of(payload))[0]);
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return Optional.of(payloads -> faults.run("insert", () -> add(payloads)));
  }

  @Override
  public void delete(long id) {
    throw new AssertionError("the engine removes by marking, not by deleting");
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    throw new AssertionError("the engine marks as an owner where it can");
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
          Page<DurableEvent> page = store.listPending(request);
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
          shadow.expired(ttl, clock.instant());
          return count;
        });
  }

  @Override
  public Instant currentTime() {
    return faults.run("time", store::currentTime);
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
  public Optional<DurableQueueObserver> queueObserver() {
    return Optional.of(
        (ttl, lead) ->
            faults.run(
                "observe", () -> store.queueObserver().orElseThrow().observeQueue(ttl, lead)));
  }

  @Override
  public Optional<EventClaims> claims() {
    return Optional.of(claims);
  }

  @Override
  public Optional<DeadLetterStore> deadLetters() {
    return Optional.of(deadLetters);
  }
}
