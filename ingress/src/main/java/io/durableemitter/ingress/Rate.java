package io.durableemitter.ingress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How fast a count has grown in the last minute. Safe for concurrent use. */
final class Rate {

  private static final int LOOKS = 60;

  private record Look(long nanos, long count) {}

  private final LongSupplier count;
  private final LongSupplier ticker;
  private final Deque<Look> looks = new ArrayDeque<>(LOOKS + 1);

  Rate(LongSupplier count, LongSupplier ticker) {
    this.count = count;
    this.ticker = ticker;
    tick();
  }

  /** To be called each second. */
  synchronized void tick() {
    looks.addLast(new Look(ticker.getAsLong(), count.getAsLong()));
    if (looks.size() > LOOKS) {
      looks.removeFirst();
    }
  }

  /** Zero at the very beginning. */
  synchronized double perSecond() {
    Look first = looks.getFirst();
    double seconds = (ticker.getAsLong() - first.nanos) / 1e9;
    long grown = Math.max(0, count.getAsLong() - first.count);
    return seconds <= 0 ? 0 : Math.round(grown / seconds * 10) / 10.0;
  }

  synchronized void reset() {
    looks.clear();
    tick();
  }
}
