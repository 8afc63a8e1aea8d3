package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableEvent;
import java.util.List;

/**
 * How many rows to ask for, so that a page stays within a few megabytes whatever the events' size.
 * Begins small, since nothing is known of the events yet.
 */
final class PageSize {

  /** A few megabytes even if each event is as large as the default allows. */
  static final int FIRST = 8;

  private static final long TARGET_BYTES = 8L << 20;

  private final int max;
  private int next;

  PageSize(int max) {
    this.next = Math.min(FIRST, max);
    this.max = max;
  }

  int next() {
    return next;
  }

  void seen(List<DurableEvent> page) {
    if (page.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (DurableEvent row : page) {
      bytes += row.payload().size();
    }
    long average = Math.max(1, bytes / page.size());
    // at most doubled, since one page of small events says little about the next
    long fitting = Math.min(TARGET_BYTES / average, 2L * next);
    next = (int) Math.max(1, Math.min(max, fitting));
  }
}
