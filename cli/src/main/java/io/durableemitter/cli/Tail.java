package io.durableemitter.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Follows what is added to a table, in the order of ids. Ids are taken before rows are committed,
 * in blocks too, so each look goes back to where the table ended a while ago, and passes over what
 * it has given before. By one thread.
 */
final class Tail<T> {

  /** A block of ids is given up after 3 s; a commit takes some time more. */
  static final Duration BACK = Duration.ofSeconds(6);

  /** How far before the end the first look begins: a few blocks. */
  static final long BLOCKS = 10_000;

  /** What is remembered of that; beyond it the tail goes on from the end. */
  static final int MOST_SEEN = 200_000;

  /** What a look found, and where to go on if there may be more. */
  record Batch<T>(List<T> rows, long next, boolean more) {}

  /** Rows behind an id, a bounded number. */
  @FunctionalInterface
  interface Source<T> {
    Batch<T> behind(long id);
  }

  private record Mark(long nanos, long id) {}

  private final Source<T> source;
  private final LongSupplier end;
  private final ToLongFunction<T> id;
  private final LongSupplier ticker;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();
  private long position;

  Tail(Source<T> source, LongSupplier end, ToLongFunction<T> id, LongSupplier ticker) {
    this.source = source;
    this.end = end;
    this.id = id;
    this.ticker = ticker;
    this.position = Math.max(0, end.getAsLong() - BLOCKS);
  }

  /** What has come since the last look; a bounded number, and the rest at the next look. */
  Batch<T> look(long after) {
    Batch<T> batch = source.behind(after);
    List<T> fresh = new ArrayList<>();
    for (T row : batch.rows()) {
      if (seen.add(id.applyAsLong(row))) {
        fresh.add(row);
      }
    }
    return new Batch<>(fresh, batch.next(), batch.more());
  }

  /** Where a look from the beginning begins; to be asked once for each. */
  long begin() {
    long now = ticker.getAsLong();
    marks.addLast(new Mark(now, end.getAsLong()));
    while (now - marks.element().nanos() >= BACK.toNanos()) {
      position = Math.max(position, marks.remove().id());
    }
    if (seen.size() > MOST_SEEN) {
      position = Math.max(position, marks.getLast().id());
    }
    seen.removeIf(one -> one <= position);
    return position;
  }
}
