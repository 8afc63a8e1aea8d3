package io.durableemitter.api;

import java.util.List;

/**
 * Pending events that were found, and where to go on. A look walks over a bounded number of rows
 * and no longer than a while, so a page may have fewer events than were asked for, or none,
 * although there are more. Immutable.
 *
 * @param events in the order of the queue
 * @param next the id behind which to go on
 * @param more whether there may be more behind it
 * @param walked how many rows were looked at
 */
public record PendingEventPage(List<PendingEvent> events, long next, boolean more, long walked) {

  /**
   * Keeps a copy.
   *
   * @param events in the order of the queue
   * @param next where to go on
   * @param more whether there may be more
   * @param walked how many rows
   */
  public PendingEventPage {
    events = List.copyOf(events);
  }
}
