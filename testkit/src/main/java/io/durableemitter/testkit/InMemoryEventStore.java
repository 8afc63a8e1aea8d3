package io.durableemitter.testkit;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.Slice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A store without a database, for tests only: nothing in it survives the process. Removes rows when
 * they are delivered, or keeps them until a purge. Safe for concurrent use.
 */
public final class InMemoryEventStore implements DurableEventStore {

  private final MemoryQueue queue;
  private final MemoryClaims claims;
  private final MemoryDeadLetters deadLetters;
  private final MemoryBrowser browser;
  private final boolean keepDelivered;
  private final Set<Long> delivered = new HashSet<>();

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
    this.keepDelivered = keepDelivered;
    queue = new MemoryQueue(clock);
    claims = new MemoryClaims(queue, this::markDeliveredBatch);
    deadLetters = new MemoryDeadLetters(queue);
    browser = new MemoryBrowser(queue);
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    synchronized (queue) {
      return payloads.stream().mapToLong(queue::add).toArray();
    }
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
    return true;
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
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return claims.markDeliveredBatch(owner, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return claims.backOff(owner, backOffs);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return claims.releaseUnreached(owner, ids, error);
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

  @Override
  public int markDeliveredBatch(long[] ids) {
    synchronized (queue) {
      int changed = 0;
      for (long id : ids) {
        if (queue.remove(id)) {
          changed++;
          if (keepDelivered) {
            delivered.add(id);
          }
        }
      }
      return changed;
    }
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    synchronized (queue) {
      List<Long> oldest = delivered.stream().sorted().limit(limit).toList();
      delivered.removeAll(Set.copyOf(oldest));
      return new Slice(oldest.size(), PendingCursor.START, !delivered.isEmpty());
    }
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    synchronized (queue) {
      return queue.list(request);
    }
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    synchronized (queue) {
      return queue.expire(ttl, limit);
    }
  }

  @Override
  public Instant currentTime() {
    return queue.now();
  }

  @Override
  public void probe() {
    // nothing is written anywhere that could be full or read-only
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    synchronized (queue) {
      return queue.stats(ttl, nearExpiryLead, delivered.size());
    }
  }

  @Override
  public Optional<QueueBrowser> browser() {
    return Optional.of(browser);
  }

  /**
   * Makes an undelivered row older.
   *
   * @param id the row
   * @param age how much older
   */
  public void age(long id, Duration age) {
    synchronized (queue) {
      queue.change(id, row -> row.aged(age));
    }
  }

  /**
   * How many events are not delivered.
   *
   * @return 0 or more
   */
  public int pendingCount() {
    synchronized (queue) {
      return queue.size();
    }
  }

  /**
   * Every undelivered row on which an owner holds a lease now.
   *
   * @return the rows with their owners
   */
  public Map<Long, UUID> leases() {
    synchronized (queue) {
      Instant now = queue.now();
      return queue
          .all()
          .filter(row -> row.isHeld(now))
          .collect(Collectors.toMap(row -> row.event().id(), row -> row.owner().orElseThrow()));
    }
  }

  /**
   * How often an undelivered event was claimed, or failed at its first send.
   *
   * @param id the row
   * @return empty if the row is delivered or gone
   */
  public OptionalInt attempts(long id) {
    synchronized (queue) {
      return queue.find(id).stream().mapToInt(MemoryRow::attempts).findFirst();
    }
  }
}
