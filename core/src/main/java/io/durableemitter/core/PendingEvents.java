package io.durableemitter.core;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingEventPage;
import io.durableemitter.api.PendingFilter;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.QueueLeases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The events of a store that are not delivered yet, for people and tools, with what identifies
 * them. Changes nothing. There is no index on what is in an event: rows are read and decoded in
 * pages, a bounded number at a call. Safe for concurrent use.
 *
 * <pre>{@code
 * PendingEvents events = PendingEvents.of(store);
 * PendingEventPage page = new PendingEventPage(List.of(), 0, true, 0);
 * while (page.more()) {
 *   page = events.list(PendingFilter.ALL.withSource("billing"), page.next(), 100);
 *   page.events().forEach(this::show);
 * }
 * }</pre>
 */
public final class PendingEvents {

  /** The most rows that a call of {@link #list} looks at. */
  public static final int MOST_WALKED = 100_000;

  static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int PAGE = 500;
  private static final long MAX_PAGE_BYTES = 4L << 20;
  private static final long MAX_LIST_BYTES = 8L << 20;

  private final QueueBrowser browser;
  private final LongSupplier ticker;

  PendingEvents(QueueBrowser browser, LongSupplier ticker) {
    this.browser = browser;
    this.ticker = ticker;
  }

  /**
   * The pending events of a store.
   *
   * @param store the store
   * @return its pending events
   * @throws UnsupportedOperationException if its rows cannot be looked at
   */
  public static PendingEvents of(DurableEventStore store) {
    QueueBrowser browser =
        store
            .browser()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "the pending rows of this store cannot be looked at; it has no browser()"));
    return new PendingEvents(browser, System::nanoTime);
  }

  /**
   * Lists pending events in the order of the queue. Looks at {@value #MOST_WALKED} rows at most,
   * and begins no further page of them after 2 s.
   *
   * @param filter which
   * @param afterId only those behind this id; 0 or less for all
   * @param limit the most to return, at least 1; fewer are returned where their payloads would take
   *     more than 8 MiB together
   * @return the events, and where to go on if there may be more
   */
  public PendingEventPage list(PendingFilter filter, long afterId, int limit) {
    RedrivePlan.atLeastOne("limit", limit);
    long began = ticker.getAsLong();
    List<PendingEvent> found = new ArrayList<>();
    long bytes = 0;
    int walked = 0;
    Page<PendingRow> page;
    PendingCursor after = behind(afterId);
    do {
      int rows = Math.min(PAGE, MOST_WALKED - walked);
      page = browser.list(new PageRequest(filter.minAge(), after, rows, MAX_PAGE_BYTES));
      after = page.next();
      for (PendingRow row : page.rows()) {
        PendingEvent event = decoded(row);
        walked++;
        if (filter.matches(event)) {
          bytes += event.payload().size();
          if (bytes > MAX_LIST_BYTES && !found.isEmpty()) {
            return new PendingEventPage(found, last(found), true, walked);
          }
          found.add(event);
          if (found.size() == limit) {
            return new PendingEventPage(found, event.id(), true, walked);
          }
        }
      }
    } while (page.more() && walked < MOST_WALKED && ticker.getAsLong() - began < BUDGET_NANOS);
    long next = page.more() ? after.id() : found.isEmpty() ? afterId : last(found);
    return new PendingEventPage(found, next, page.more(), walked);
  }

  private static PendingCursor behind(long id) {
    return id <= 0 ? PendingCursor.START : new PendingCursor(Instant.EPOCH, id);
  }

  private static long last(List<PendingEvent> found) {
    return found.get(found.size() - 1).id();
  }

  private static PendingEvent decoded(PendingRow row) {
    Optional<EventHeader> header = Optional.empty();
    String undecodable = "";
    try {
      header = Optional.of(HeaderReader.read(row.event().payload()));
    } catch (UndecodablePayloadException e) {
      undecodable = String.valueOf(e.getMessage());
    }
    return new PendingEvent(
        row.event().id(),
        header,
        undecodable,
        row.event().payload(),
        row.event().createdAt(),
        row.age(),
        row.state());
  }

  /**
   * Finds one.
   *
   * @param id its row in the queue
   * @return empty if it is delivered or gone
   */
  public Optional<PendingEvent> find(long id) {
    return browser.find(id).map(PendingEvents::decoded);
  }

  /**
   * The end of the queue: events that are stored from now on are behind it, apart from those of
   * processes that have taken ids ahead, for some seconds.
   *
   * @return an id for {@link #list}; 0 if nothing was stored yet
   */
  public long lastId() {
    return browser.lastId();
  }

  /**
   * Finds out who holds rows, looking at a bounded number of them.
   *
   * @return the owners of leases that last
   */
  public QueueLeases leases() {
    return browser.leases();
  }
}
