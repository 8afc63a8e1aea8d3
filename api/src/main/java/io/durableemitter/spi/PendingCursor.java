package io.durableemitter.spi;

import java.time.Instant;

/**
 * A place in the queue of pending events, which is ordered by (creation time, id). Immutable.
 *
 * <p>A store may order by id alone when its ids follow creation; a cursor therefore carries both.
 * Rows that are committed late may appear behind a cursor that has passed them: whoever pages must
 * begin again at {@link #START} now and then.
 *
 * @param createdAt creation time of the last row seen
 * @param id id of the last row seen
 */
public record PendingCursor(Instant createdAt, long id) {

  /** Before every row. */
  public static final PendingCursor START = new PendingCursor(Instant.EPOCH, Long.MIN_VALUE);

  /**
   * The place just behind a row.
   *
   * @param event the row
   * @return a cursor behind it
   */
  public static PendingCursor after(DurableEvent event) {
    return new PendingCursor(event.createdAt(), event.id());
  }
}
