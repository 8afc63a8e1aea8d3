package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.LongRing;
import io.durableemitter.spi.ClaimedEvent;
import java.util.Arrays;
import java.util.List;

/**
 * The rows that are claimed by their ids: those that this process holds back, and those that come
 * next of an ordering key whose last row has ended here.
 */
final class HeldBackRows {

  private final PendingSource source;
  private final LongRing ids;
  private final LongRing endedKeys;

  HeldBackRows(PendingSource source, Dispatcher dispatcher) {
    this.source = source;
    this.ids = dispatcher.heldBack();
    this.endedKeys = dispatcher.inFlight().endedKeys();
  }

  /** Whom to tell when there is something to do. */
  void onFirst(Runnable listener) {
    ids.onFirst(listener);
    endedKeys.onFirst(listener);
  }

  /** Looks for what comes next of so many keys. */
  void findNextInOrder(int most) {
    long[] keys = endedKeys.take(most);
    if (keys.length > 0) {
      for (long id : source.nextInOrder(keys)) {
        ids.add(id);
      }
    }
  }

  boolean isEmpty() {
    return ids.isEmpty();
  }

  /** Takes the oldest ones, ascending. */
  long[] take(int most) {
    return ids.take(most);
  }

  void putBack(long[] rest) {
    ids.putBack(rest);
  }

  /** Those behind the last row, if it may be for their bytes that they were not claimed. */
  static long[] passedOver(long[] ids, List<ClaimedEvent> rows) {
    long bytes = rows.stream().mapToLong(row -> row.event().payload().size()).sum();
    if (bytes < PendingSource.MAX_PAGE_BYTES / 2) {
      return new long[0];
    }
    long last = rows.get(rows.size() - 1).event().id();
    return Arrays.stream(ids).filter(id -> id > last).toArray();
  }
}
