package io.durableemitter.core.maintain;

import io.durableemitter.api.Burial;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.Slice;
import io.durableemitter.core.deliver.Burials;
import io.durableemitter.core.encode.HeaderReader;
import io.durableemitter.core.encode.UndecodablePayloadException;
import io.durableemitter.core.metrics.EmitterCounters;
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
   * Makes them dead letters, but for those on which someone holds a lease, this process too: what
   * is on its way may just be delivered. Therefore it buries in the name of nobody who claims.
   *
   * @param lastWords what is told of a row that knows no failure of its own
   */
  static Expiry burying(
      DurableEventStore store,
      DeadLetterStore deadLetters,
      EmitterCounters counters,
      Supplier<String> lastWords) {
    Burials burials = new Burials(deadLetters, UUID.randomUUID(), counters);
    return (ttl, after, limit) -> {
      Page<DurableEvent> page =
          store.listPending(new PageRequest(ttl, after, limit, PendingSource.MAX_PAGE_BYTES));
      String words = "not delivered in time; " + lastWords.get();
      int moved =
          page.rows().isEmpty()
              ? 0
              : burials.bury(page.rows().stream().map(row -> burial(row, words)).toList());
      // behind those that another process has in its hands just now
      return new Slice(moved, page.next(), page.more());
    };
  }

  private static Burial burial(DurableEvent row, String words) {
    EventHeader header;
    try {
      header = HeaderReader.read(row.payload());
    } catch (UndecodablePayloadException e) {
      return new Burial(
          row.id(),
          new EventHeader("", "", ""),
          DeadLetterReason.UNDECODABLE,
          String.valueOf(e.getMessage()));
    }
    return new Burial(row.id(), header, DeadLetterReason.EXPIRED, "", words, false);
  }
}
