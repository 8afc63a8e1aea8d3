package io.durableemitter.testkit;

import io.durableemitter.api.BackOff;
import io.durableemitter.api.ClaimRequest;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.EventClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** Leases on the rows of an {@link InMemoryEventStore}. */
final class MemoryClaims implements EventClaims {

  private final MemoryQueue queue;
  private final ToIntFunction<long[]> markDelivered;

  MemoryClaims(MemoryQueue queue, ToIntFunction<long[]> markDelivered) {
    this.queue = queue;
    this.markDelivered = markDelivered;
  }

  @Override
  public List<ClaimedEvent> claim(ClaimRequest request) {
    synchronized (queue) {
      Instant now = queue.now();
      Instant until = now.plus(request.lease());
      List<MemoryRow> free =
          queue
              .behind(request.after().id(), request.minAge())
              .filter(row -> !row.isHeld(now) && row.isDue(now))
              .limit(request.limit())
              .toList();
      free.forEach(
          row -> queue.change(row.event().id(), old -> old.claimed(request.owner(), until)));
      return free.stream().map(row -> new ClaimedEvent(row.event(), row.attempts() + 1)).toList();
    }
  }

  @Override
  public int renew(UUID owner, long[] ids, Duration lease) {
    synchronized (queue) {
      Instant until = queue.now().plus(lease);
      int held = 0;
      for (long id : ids) {
        if (queue.findFor(owner, id).isPresent()) {
          queue.change(id, row -> row.leased(owner, until));
          held++;
        }
      }
      return held;
    }
  }

  @Override
  public int release(UUID owner, long[] ids) {
    synchronized (queue) {
      int released = 0;
      for (long id : ids) {
        if (queue.find(id).filter(row -> row.isOwnedBy(owner)).isPresent()) {
          queue.change(id, MemoryRow::released);
          released++;
        }
      }
      return released;
    }
  }

  @Override
  public int markDelivered(UUID owner, long[] ids) {
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
