package io.durableemitter.core.internal.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LongRingTest {

  private static final int ROOM = 10_000;

  private final LongRing rows = new LongRing(ROOM);
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void theOldestAreTakenFirstAndAscending() {
    add(3, 1, 2);

    assertThat(rows.take(2)).containsExactly(1, 3);
    assertThat(rows.isEmpty()).isFalse();
    assertThat(rows.take(2)).containsExactly(2);
    assertThat(rows.isEmpty()).isTrue();
    assertThat(rows.take(2)).isEmpty();
  }

  @Test
  void whoeverWaitsIsToldOfTheFirstOnly() {
    rows.onFirst(told::incrementAndGet);
    add(1, 2);
    assertThat(told).hasValue(1);

    rows.take(2);
    add(3);
    assertThat(told).hasValue(2);
  }

  @Test
  void whenThereIsNoRoomTheOldestAreForgotten() {
    LongStream.rangeClosed(1, ROOM + 2).forEach(rows::add);

    assertThat(rows.take(2 * ROOM)).hasSize(ROOM).startsWith(3, 4).endsWith(ROOM + 1, ROOM + 2);
  }

  @Test
  void itGrowsWithoutALossWhereverItBegins() {
    LongStream.rangeClosed(1, 1_000).forEach(rows::add);
    rows.take(700);
    LongStream.rangeClosed(1_001, 5_000).forEach(rows::add);

    assertThat(rows.take(100)).containsExactly(LongStream.rangeClosed(701, 800).toArray());
    assertThat(rows.take(ROOM)).containsExactly(LongStream.rangeClosed(801, 5_000).toArray());
  }

  @Test
  void whatIsPutBackIsTakenAgainFirst() {
    add(1, 2, 3, 4);
    rows.take(3);

    rows.putBack(new long[] {2, 3});

    assertThat(rows.take(2)).containsExactly(2, 3);
    assertThat(rows.take(2)).containsExactly(4);
  }

  @Test
  void whatIsPutBackDoesNotDisplaceWhatIsNewer() {
    LongStream.rangeClosed(1, ROOM).forEach(rows::add);
    rows.take(2);
    add(ROOM + 1);

    rows.putBack(new long[] {1, 2});

    assertThat(rows.take(2 * ROOM)).hasSize(ROOM).startsWith(2, 3).endsWith(ROOM, ROOM + 1);
  }

  private void add(long... ids) {
    LongStream.of(ids).forEach(rows::add);
  }
}
