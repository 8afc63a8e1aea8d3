package io.durableemitter.testkit;

import io.durableemitter.api.EventLease;
import io.durableemitter.api.PendingState;
import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Looks at the rows of an {@link InMemoryEventStore}. */
final class MemoryBrowser implements QueueBrowser {

  private final MemoryQueue queue;

  MemoryBrowser(MemoryQueue queue) {
    this.queue = queue;
  }

  @Override
  public Page<PendingRow> list(PageRequest request) {
    synchronized (queue) {
      Page<MemoryRow> page =
          MemoryQueue.page(queue.behind(request.after().id(), request.minAge()), request);
      return new Page<>(page.rows().stream().map(this::row).toList(), page.next(), page.more());
    }
  }

  @Override
  public Optional<PendingRow> find(long id) {
    synchronized (queue) {
      return queue.find(id).map(this::row);
    }
  }

  @Override
  public long lastId() {
    synchronized (queue) {
      return queue.lastId();
    }
  }

  @Override
  public QueueLeases leases() {
    synchronized (queue) {
      Instant now = queue.now();
      List<MemoryRow> looked = queue.all().limit(MOST_LEASES).toList();
      Map<UUID, List<Instant>> ends =
          looked.stream()
              .filter(row -> row.isHeld(now))
              .collect(
                  Collectors.groupingBy(
                      row -> row.owner().orElseThrow(),
                      Collectors.mapping(MemoryRow::leasedUntil, Collectors.toList())));
      List<OwnedLeases> owners =
          ends.entrySet().stream()
              .map(one -> leases(one.getKey(), one.getValue()))
              .sorted(
                  Comparator.comparingLong(OwnedLeases::rows)
                      .reversed()
                      .thenComparing(OwnedLeases::owner))
              .toList();
      return new QueueLeases(owners, looked.size(), queue.size() > looked.size());
    }
  }

  private static OwnedLeases leases(UUID owner, List<Instant> ends) {
    List<Instant> sorted = ends.stream().sorted().toList();
    return new OwnedLeases(owner, sorted.size(), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  private PendingRow row(MemoryRow row) {
    Instant now = queue.now();
    Optional<EventLease> lease =
        row.owner()
            .map(
                owner ->
                    new EventLease(
                        owner, row.leasedUntil(), Duration.between(now, row.leasedUntil())));
    PendingState state =
        new PendingState(
            row.attempts(),
            row.failures(),
            row.transportFailures(),
            Optional.of(row.nextAttempt()).filter(Instant.MIN::isBefore),
            row.lastError(),
            lease);
    return new PendingRow(row.event(), Duration.between(row.event().createdAt(), now), state);
  }
}
