package io.durableemitter.testkit;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The pending rows that the parts of a store share. Whoever uses it holds its monitor. */
final class MemoryQueue {

  private final Clock clock;
  private final TreeMap<Long, MemoryRow> rows = new TreeMap<>();
  private long lastId;

  MemoryQueue(Clock clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  long add(Payload payload) {
    long id = ++lastId;
    rows.put(id, MemoryRow.of(new DurableEvent(id, payload, now())));
    return id;
  }

  /** The largest id that was taken; 0 if there is none. */
  long lastId() {
    return lastId;
  }

  int size() {
    return rows.size();
  }

  boolean remove(long id) {
    return rows.remove(id) != null;
  }

  Optional<MemoryRow> find(long id) {
    return Optional.ofNullable(rows.get(id));
  }

  /** The row, unless it is gone or held by another. */
  Optional<MemoryRow> findFor(UUID owner, long id) {
    return find(id).filter(row -> !row.isHeldByAnother(owner, now()));
  }

  /** Whether no older row of its ordering key is pending. */
  boolean isFirst(MemoryRow row) {
    OptionalLong key = row.event().payload().orderingKey();
    return key.isEmpty()
        || rows.headMap(row.event().id()).values().stream()
            .noneMatch(older -> older.event().payload().orderingKey().equals(key));
  }

  void change(long id, UnaryOperator<MemoryRow> change) {
    rows.computeIfPresent(id, (key, row) -> change.apply(row));
  }

  Stream<MemoryRow> all() {
    return rows.values().stream();
  }

  /** The first rows that fit a page. */
  static Page<MemoryRow> page(Stream<MemoryRow> rows, PageRequest request) {
    List<MemoryRow> fitting = new ArrayList<>();
    long bytes = 0;
    for (MemoryRow row : rows.limit(request.maxRows() + 1L).toList()) {
      bytes += row.event().payload().size();
      boolean fits = fitting.isEmpty() || bytes <= request.maxBytes();
      if (!fits || fitting.size() == request.maxRows()) {
        MemoryRow last = fitting.get(fitting.size() - 1);
        return new Page<>(fitting, PendingCursor.after(last.event()), true);
      }
      fitting.add(row);
    }
    return new Page<>(fitting, PendingCursor.START, false);
  }

  /** In the order of the queue, at least as old as given. */
  Stream<MemoryRow> behind(long id, Duration minAge) {
    Instant cutoff = now().minus(minAge);
    return rows.tailMap(id, false).values().stream()
        .filter(row -> !row.event().createdAt().isAfter(cutoff));
  }

  Page<DurableEvent> list(PageRequest request) {
    Page<MemoryRow> page = page(behind(request.after().id(), request.minAge()), request);
    return new Page<>(
        page.rows().stream().map(MemoryRow::event).toList(), page.next(), page.more());
  }

  Slice expire(Duration ttl, int limit) {
    Instant now = now();
    Instant cutoff = now.minus(ttl);
    List<Long> expired =
        all()
            .filter(row -> !row.isHeld(now) && row.event().createdAt().isBefore(cutoff))
            .map(row -> row.event().id())
            .limit(limit + 1L)
            .toList();
    boolean more = expired.size() > limit;
    expired.stream().limit(limit).forEach(this::remove);
    return new Slice(Math.min(limit, expired.size()), PendingCursor.START, more);
  }

  DurableQueueStats stats(Duration ttl, Duration nearExpiryLead, int delivered) {
    Instant now = now();
    long bytes = 0;
    long near = 0;
    Duration oldest = Duration.ZERO;
    for (MemoryRow row : rows.values()) {
      Duration age = Duration.between(row.event().createdAt(), now);
      bytes += row.event().payload().size();
      oldest = age.compareTo(oldest) > 0 ? age : oldest;
      if (age.compareTo(ttl.minus(nearExpiryLead)) >= 0 && age.compareTo(ttl) <= 0) {
        near++;
      }
    }
    return new DurableQueueStats(size(), size() + delivered, bytes, oldest, near, false);
  }
}
