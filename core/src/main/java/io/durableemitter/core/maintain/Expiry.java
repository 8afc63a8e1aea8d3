package io.durableemitter.core.maintain;

import io.durableemitter.api.Burial;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.core.deliver.Burials;
import io.durableemitter.core.encode.HeaderReader;
import io.durableemitter.core.encode.UndecodablePayloadException;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What is done to events that are too old. */
@FunctionalInterface
public interface Expiry {

  /**
   * Takes a slice of them out of the queue.
   *
   * @param ttl the age beyond which an event expires
   * @param limit the most rows, at least 1
   */
  Slice expire(Duration ttl, int limit);

  /**
   * What was done.
   *
   * @param expired how many events
   * @param more whether there may be more
   */
  record Slice(int expired, boolean more) {}

  /** Removes them for ever. */
  static Expiry discarding(DurableEventStore store) {
    return (ttl, limit) -> {
      int expired = store.deleteExpired(ttl, limit);
      return new Slice(expired, expired == limit);
    };
  }

  /**
   * Makes them dead letters, but for those on which someone holds a lease, this process too: what
   * is on its way may just be delivered. Therefore it buries in the name of nobody who claims.
   */
  static Expiry burying(
      DurableEventStore store, DeadLetterStore deadLetters, EmitterCounters counters) {
    Burials burials = new Burials(deadLetters, UUID.randomUUID(), counters);
    return new Expiry() {
      // both by the duty's thread
      private final PageSize pageSize = new PageSize(Integer.MAX_VALUE);
      private PendingCursor cursor = PendingCursor.START;

      @Override
      public Slice expire(Duration ttl, int limit) {
        int most = Math.min(limit, pageSize.next());
        List<DurableEvent> page = store.listPending(ttl, cursor, most);
        pageSize.seen(page);
        if (page.isEmpty()) {
          cursor = PendingCursor.START;
          return new Slice(0, false);
        }
        int moved = burials.bury(page.stream().map(Expiry::burial).toList());
        // behind those that another process has in its hands just now
        boolean more = page.size() == most;
        cursor = more ? PendingCursor.after(page.get(page.size() - 1)) : PendingCursor.START;
        return new Slice(moved, more);
      }
    };
  }

  private static Burial burial(DurableEvent row) {
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
    return new Burial(row.id(), header, DeadLetterReason.EXPIRED, "");
  }
}
