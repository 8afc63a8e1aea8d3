package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.core.internal.deliver.DeadLetterMover;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/** What is done to events that are too old. */
@FunctionalInterface
public interface Expiry {

  /**
   * Takes a slice of them out of the queue.
   *
   * @param ttl the age beyond which an event expires
   * @param after where to go on
   * @param limit the most rows, at least 1
   */
  Slice expire(Duration ttl, PendingCursor after, int limit);

  /** Removes them for ever. */
  static Expiry discarding(DurableEventStore store) {
    return store::deleteExpired;
  }

  /**
   * Moves them to the dead letters, except rows on which any process, also this one, holds a lease:
   * those may be being delivered. So it moves them for an owner that claims nothing.
   *
   * @param lastWords the error to store for a row that has none of its own
   */
  static Expiry movingToDeadLetters(
      DurableEventStore store, EmitterCounters counters, Supplier<String> lastWords) {
    DeadLetterMover mover = new DeadLetterMover(store, UUID.randomUUID(), counters);
    return (ttl, after, limit) -> {
      Page<DurableEvent> page =
          store.listPending(new PageRequest(ttl, after, limit, PendingSource.MAX_PAGE_BYTES));
      String words = "not delivered in time; " + lastWords.get();
      int moved =
          page.rows().isEmpty()
              ? 0
              : mover.moveToDeadLetters(
                  page.rows().stream().map(row -> request(row, words)).toList());
      // behind those that another process has in its hands just now
      return new Slice(moved, page.next(), page.more());
    };
  }

  private static DeadLetterRequest request(DurableEvent row, String words) {
    EventHeader header;
    try {
      header = HeaderReader.read(row.payload());
    } catch (UndecodablePayloadException e) {
      return new DeadLetterRequest(
          row.id(),
          new EventHeader("", "", ""),
          DeadLetterReason.UNDECODABLE,
          String.valueOf(e.getMessage()));
    }
    return new DeadLetterRequest(row.id(), header, DeadLetterReason.EXPIRED, "", words, false);
  }
}
