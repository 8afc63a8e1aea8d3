package io.durableemitter.postgres;

import io.durableemitter.spi.Page;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The ids that a statement walks over.
 *
 * @param after behind this id
 * @param last up to this one
 * @param span how many ids there are, as far as is known
 * @param open whether it reaches the end of the queue
 */
record Window(long after, long last, long span, boolean open) {

  /** The place behind all of it. */
  private PendingCursor end() {
    return open ? PendingCursor.START : behind(last);
  }

  private static PendingCursor behind(long id) {
    return new PendingCursor(Instant.EPOCH, id); // the queue is ordered by id alone
  }

  /** A page of its rows: all of them, or so many that it was cut behind the last. */
  <T> Page<T> page(List<T> rows, boolean cut, ToLongFunction<T> id) {
    return cut
        ? new Page<>(rows, behind(id.applyAsLong(rows.get(rows.size() - 1))), true)
        : new Page<>(rows, end(), !open);
  }

  Slice slice(int count, boolean cut, long lastId) {
    return cut ? new Slice(count, behind(lastId), true) : new Slice(count, end(), !open);
  }

  /** Whether a part of it is behind an id. */
  boolean contains(long id) {
    return after <= id && id < last;
  }

  /** The part of it that ends at an id. */
  Window upTo(long id) {
    return new Window(after, id, id - Math.max(0, after), false);
  }

  /** Whether a page or slice that ends here has walked over all of it. */
  boolean endsAt(PendingCursor next) {
    return next.equals(end());
  }
}
