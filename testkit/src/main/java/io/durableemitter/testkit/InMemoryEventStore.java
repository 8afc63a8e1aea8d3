package io.durableemitter.testkit;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
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
  }

  @Override
  public long insert(Payload payload) {
    synchronized (queue) {
      return queue.add(payload);
    }
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return Optional.of(
        payloads -> {
          synchronized (queue) {
            return payloads.stream().mapToLong(queue::add).toArray();
          }
        });
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return Optional.of(this::observe);
  }

  @Override
  public Optional<EventClaims> claims() {
    return Optional.of(claims);
  }

  @Override
  public Optional<DeadLetterStore> deadLetters() {
    return Optional.of(deadLetters);
  }

  @Override
  public void delete(long id) {
    synchronized (queue) {
      queue.remove(id);
      delivered.remove(id);
    }
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
      Page<MemoryRow> page =
          MemoryQueue.page(queue.behind(request.after().id(), request.minAge()), request);
      return new Page<>(
          page.rows().stream().map(MemoryRow::event).toList(), page.next(), page.more());
    }
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    synchronized (queue) {
      Instant now = queue.now();
      Instant cutoff = now.minus(ttl);
      List<Long> expired =
          queue
              .all()
              .filter(row -> !row.isHeld(now) && row.event().createdAt().isBefore(cutoff))
              .map(row -> row.event().id())
              .limit(limit + 1L)
              .toList();
      boolean more = expired.size() > limit;
      expired.stream().limit(limit).forEach(queue::remove);
      return new Slice(Math.min(limit, expired.size()), PendingCursor.START, more);
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

  private DurableQueueStats observe(Duration ttl, Duration nearExpiryLead) {
    synchronized (queue) {
      Instant now = queue.now();
      long bytes = 0;
      long near = 0;
      Duration oldest = Duration.ZERO;
      for (MemoryRow row : queue.all().toList()) {
        Duration age = Duration.between(row.event().createdAt(), now);
        bytes += row.event().payload().size();
        oldest = age.compareTo(oldest) > 0 ? age : oldest;
        if (age.compareTo(ttl.minus(nearExpiryLead)) >= 0 && age.compareTo(ttl) <= 0) {
          near++;
        }
      }
      int depth = queue.size();
      return new DurableQueueStats(depth, depth + delivered.size(), bytes, oldest, near, false);
    }
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
