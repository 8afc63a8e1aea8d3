package io.durableemitter.testkit;

import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/** Leases on the rows of an {@link InMemoryEventStore}. */
final class MemoryClaims implements EventClaims {

  private final MemoryQueue queue;
  private final ToIntFunction<long[]> markDelivered;

  MemoryClaims(MemoryQueue queue, ToIntFunction<long[]> markDelivered) {
    this.queue = queue;
    this.markDelivered = markDelivered;
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    synchronized (queue) {
      Instant now = queue.now();
      Page<MemoryRow> free =
          MemoryQueue.page(
              queue
                  .behind(request.after().id(), Duration.ZERO)
                  .filter(row -> isOldEnough(row, request.minAge()))
                  .filter(row -> isFree(row, now) && row.isDue(now)),
              request);
      return new Page<>(take(free.rows(), owner, lease), free.next(), free.more());
    }
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    synchronized (queue) {
      Instant now = queue.now();
      List<MemoryRow> free = new ArrayList<>();
      long bytes = 0;
      for (long id : Arrays.stream(ids).sorted().distinct().toArray()) {
        Optional<MemoryRow> row =
            queue.find(id).filter(one -> isFree(one, now) && isNotPutOff(one, now));
        if (row.isPresent()) {
          bytes += row.get().event().payload().size();
          if (bytes <= maxBytes || free.isEmpty()) {
            free.add(row.get());
          }
        }
      }
      return take(free, owner, lease);
    }
  }

  /** Nobody sends a row with a key at once. */
  private boolean isOldEnough(MemoryRow row, Duration age) {
    return row.isUntouched() || !row.event().createdAt().isAfter(queue.now().minus(age));
  }

  private boolean isFree(MemoryRow row, Instant now) {
    return !row.isHeld(now) && queue.isFirst(row);
  }

  /** A clock that was set back makes nobody wait who was never claimed. */
  private static boolean isNotPutOff(MemoryRow row, Instant now) {
    return row.isUntouched() || row.isDue(now);
  }

  @Override
  public long[] nextInOrder(long[] keys) {
    synchronized (queue) {
      Instant now = queue.now();
      return queue
          .all()
          .filter(row -> row.isUntouched() && isFree(row, now) && isOf(row, keys))
          .mapToLong(row -> row.event().id())
          .toArray();
    }
  }

  private static boolean isOf(MemoryRow row, long[] keys) {
    OptionalLong key = row.event().payload().orderingKey();
    return key.isPresent() && Arrays.stream(keys).anyMatch(one -> one == key.getAsLong());
  }

  private List<ClaimedEvent> take(List<MemoryRow> free, UUID owner, Duration lease) {
    Instant until = queue.now().plus(lease);
    free.forEach(row -> queue.change(row.event().id(), old -> old.claimed(owner, until)));
    return free.stream()
        .map(row -> new ClaimedEvent(row.event(), row.attempts() + 1, row.failures()))
        .toList();
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    synchronized (queue) {
      Instant until = queue.now().plus(lease);
      return Arrays.stream(ids)
          .filter(id -> queue.findFor(owner, id).isPresent())
          .sorted()
          .peek(id -> queue.change(id, row -> row.leased(owner, until)))
          .toArray();
    }
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return giveBack(owner, ids, MemoryRow::released);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return giveBack(owner, ids, row -> row.unreached(error));
  }

  private int giveBack(UUID owner, long[] ids, UnaryOperator<MemoryRow> how) {
    synchronized (queue) {
      int released = 0;
      for (long id : ids) {
        if (queue.find(id).filter(row -> row.isOwnedBy(owner)).isPresent()) {
          queue.change(id, how);
          released++;
        }
      }
      return released;
    }
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    synchronized (queue) {
      long[] ours = new long[ids.length];
      int count = 0;
      for (long id : ids) {
        if (queue.findFor(owner, id).isPresent()) {
          ours[count++] = id;
        }
      }
      return markDelivered.applyAsInt(Arrays.copyOf(ours, count));
    }
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    synchronized (queue) {
      int changed = 0;
      for (BackOff one : backOffs) {
        if (queue.findFor(owner, one.id()).isPresent()) {
          Instant due = queue.now().plus(one.delay());
          queue.change(one.id(), row -> row.backedOff(due, one.error()));
          changed++;
        }
      }
      return changed;
    }
  }
}
