package io.durableemitter.testkit;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.DurableQueueStats;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A store without a database, for tests only: nothing in it survives the process. Removes rows when
 * they are delivered, or keeps them until a purge. Safe for concurrent use.
 */
public final class InMemoryEventStore implements DurableEventStore {

  private final Clock clock;
  private final boolean keepDelivered;
  private final TreeMap<Long, DurableEvent> pending = new TreeMap<>();
  private final Set<Long> delivered = new HashSet<>();
  private long lastId;

  /** A store on the system's clock that removes delivered rows at once. */
  public InMemoryEventStore() {
    this(Clock.systemUTC());
  }

  /**
   * A store that removes delivered rows at once.
   *
   * @param clock tells the age of rows
   */
  public InMemoryEventStore(Clock clock) {
    this(clock, false);
  }

  /**
   * A store.
   *
   * @param clock tells the age of rows
   * @param keepDelivered whether delivered rows stay until a purge
   */
  public InMemoryEventStore(Clock clock, boolean keepDelivered) {
    this.clock = clock;
    this.keepDelivered = keepDelivered;
  }

  @Override
  public synchronized long insert(Payload payload) {
    long id = ++lastId;
    pending.put(id, new DurableEvent(id, payload, clock.instant()));
    return id;
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return Optional.of(
        payloads -> {
          synchronized (this) {
            return payloads.stream().mapToLong(this::insert).toArray();
          }
        });
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return Optional.of(this::observe);
  }

  @Override
  public synchronized void delete(long id) {
    pending.remove(id);
    delivered.remove(id);
  }

  @Override
  public synchronized int markDeliveredBatch(long[] ids) {
    int changed = 0;
    for (long id : ids) {
      if (pending.remove(id) != null) {
        changed++;
        if (keepDelivered) {
          delivered.add(id);
        }
      }
    }
    return changed;
  }

  @Override
  public synchronized int purgeDelivered(int limit) {
    List<Long> oldest = delivered.stream().sorted().limit(limit).toList();
    delivered.removeAll(Set.copyOf(oldest));
    return oldest.size();
  }

  @Override
  public synchronized List<DurableEvent> listPending(
      Duration minAge, PendingCursor after, int limit) {
    Instant cutoff = clock.instant().minus(minAge);
    return pending.tailMap(after.id(), false).values().stream()
        .filter(row -> !row.createdAt().isAfter(cutoff))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized int deleteExpired(Duration ttl, int limit) {
    Instant cutoff = clock.instant().minus(ttl);
    List<Long> expired =
        pending.values().stream()
            .filter(row -> row.createdAt().isBefore(cutoff))
            .map(DurableEvent::id)
            .limit(limit)
            .toList();
    expired.forEach(pending::remove);
    return expired.size();
  }

  private synchronized DurableQueueStats observe(Duration ttl, Duration nearExpiryLead) {
    Instant now = clock.instant();
    long bytes = 0;
    long near = 0;
    Duration oldest = Duration.ZERO;
    for (DurableEvent row : pending.values()) {
      Duration age = Duration.between(row.createdAt(), now);
      bytes += row.payload().size();
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
      if (age.compareTo(ttl.minus(nearExpiryLead)) >= 0 && age.compareTo(ttl) <= 0) {
        near++;
      }
    }
    int depth = pending.size();
    return new DurableQueueStats(depth, depth + delivered.size(), bytes, oldest, near, false);
  }

  /**
   * Makes an undelivered row older.
   *
   * @param id the row
   * @param age how much older
   */
  public synchronized void age(long id, Duration age) {
    pending.computeIfPresent(
        id, (key, row) -> new DurableEvent(key, row.payload(), row.createdAt().minus(age)));
  }

  /**
   * How many events are not delivered.
   *
   * @return 0 or more
   */
  public synchronized int pendingCount() {
    return pending.size();
  }
}
