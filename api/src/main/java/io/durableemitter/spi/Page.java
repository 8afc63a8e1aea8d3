package io.durableemitter.spi;

import java.util.List;

/**
 * Rows read at once, and where to go on. A store bounds the work of each read, so a page may have
 * fewer rows than were asked for, or none, although there are more. Immutable.
 *
 * @param rows in the order of the queue
 * @param next the place behind what was read
 * @param more whether there may be more behind it; false at the end of the queue
 * @param <T> the type of the rows
 */
public record Page<T>(List<T> rows, PendingCursor next, boolean more) {

  /**
   * Keeps a copy.
   *
   * @param rows in the order of the queue
   * @param next where to go on
   * @param more whether there may be more
   */
  public Page {
    rows = List.copyOf(rows);
  }
}
