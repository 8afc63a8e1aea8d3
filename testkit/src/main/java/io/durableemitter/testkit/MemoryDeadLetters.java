package io.durableemitter.testkit;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DeadLetterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The dead letters of an {@link InMemoryEventStore}. */
final class MemoryDeadLetters implements DeadLetterStore {

  private final MemoryQueue queue;
  private final TreeMap<Long, DeadLetter> letters = new TreeMap<>();
  private long lastId;

  MemoryDeadLetters(MemoryQueue queue) {
    this.queue = queue;
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    synchronized (queue) {
      int moved = 0;
      for (DeadLetterRequest request : requests) {
        Optional<MemoryRow> row = queue.findFor(owner, request.rowId());
        if (row.isPresent()) {
          queue.remove(request.rowId());
          letters.put(++lastId, letter(request, row.get()));
          moved++;
        }
      }
      return moved;
    }
  }

  private DeadLetter letter(DeadLetterRequest request, MemoryRow row) {
    return new DeadLetter(
        lastId,
        request.rowId(),
        request.header(),
        row.event().payload(),
        row.event().createdAt(),
        queue.now(),
        request.reason(),
        Stream.of(request.error(), row.lastError(), request.otherwise())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(""),
        row.sent(request.sent()));
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    synchronized (queue) {
      List<DeadLetter> fitting = new ArrayList<>();
      long bytes = 0;
      for (DeadLetter letter : letters.tailMap(afterId, false).values()) {
        if (filter.matches(letter)) {
          bytes += letter.payload().size();
          if (fitting.size() == limit || (bytes > maxBytes && !fitting.isEmpty())) {
            break;
          }
          fitting.add(letter);
        }
      }
      return fitting;
    }
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    synchronized (queue) {
      return Optional.ofNullable(letters.get(id));
    }
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    synchronized (queue) {
      return letters.values().stream().filter(filter::matches).count();
    }
  }

  @Override
  public long lastDeadLetterId() {
    synchronized (queue) {
      return letters.isEmpty() ? 0 : letters.lastKey();
    }
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    synchronized (queue) {
      List<DeadLetter> taken = take(filter::matches, limit);
      taken.forEach(letter -> queue.add(letter.payload()));
      return taken.size();
    }
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    synchronized (queue) {
      return take(filter::matches, limit).size();
    }
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    synchronized (queue) {
      Instant cutoff = queue.now().minus(retention);
      return take(letter -> letter.diedAt().isBefore(cutoff), limit).size();
    }
  }

  private List<DeadLetter> take(Predicate<DeadLetter> which, int limit) {
    List<DeadLetter> taken = letters.values().stream().filter(which).limit(limit).toList();
    taken.forEach(letter -> letters.remove(letter.id()));
    return taken;
  }
}
