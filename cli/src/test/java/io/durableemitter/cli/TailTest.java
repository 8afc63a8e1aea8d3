package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a tail gives, with time stepped by hand. */
class TailTest {

  private final TreeSet<Long> rows = new TreeSet<>();
  private long end = 50_000;
  private long now = -5;
  private long from;
  private final Tail<Long> tail =
      new Tail<>(
          after -> {
            from = after;
            List<Long> page = rows.tailSet(after, false).stream().limit(3).toList();
            return page.isEmpty()
                ? new Tail.Batch<>(page, after, false)
                : new Tail.Batch<>(page, page.get(page.size() - 1), true);
          },
          () -> end,
          row -> row,
          () -> now);

  private List<Long> looked() {
    List<Long> all = new ArrayList<>();
    long after = tail.begin();
    boolean more = true;
    while (more) {
      Tail.Batch<Long> batch = tail.look(after);
      all.addAll(batch.rows());
      after = batch.next();
      more = batch.more();
    }
    return all;
  }

  private void add(long... ids) {
    for (long id : ids) {
      rows.add(id);
      end = Math.max(end, id);
    }
  }

  @Test
  void eachRowIsGivenOnceInPages() {
    add(50_001, 50_002, 50_003, 50_004);
    assertThat(looked()).containsExactly(50_001L, 50_002L, 50_003L, 50_004L);
    assertThat(looked()).isEmpty();
    add(50_005);
    assertThat(looked()).containsExactly(50_005L);
  }

  @Test
  void aRowWhoseIdWasTakenEarlierIsGivenToo() {
    add(50_010);
    assertThat(looked()).containsExactly(50_010L);
    add(50_004, 49_998);
    assertThat(looked()).containsExactly(49_998L, 50_004L);
  }

  @Test
  void whatIsLongPastIsNotReadAgain() {
    add(50_001);
    looked();
    now += Tail.BACK.toNanos();
    add(60_000);
    looked();
    assertThat(tail.begin()).isEqualTo(50_001);
    now += Tail.BACK.toNanos();
    assertThat(looked()).isEmpty();
    assertThat(from).isGreaterThanOrEqualTo(60_000);
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (long id = 50_001; id <= 50_001 + Tail.MOST_SEEN; id++) {
      rows.add(id);
    }
    end = rows.last();
    looked();
    assertThat(tail.begin()).isEqualTo(end);
    assertThat(looked()).isEmpty();
  }
}
