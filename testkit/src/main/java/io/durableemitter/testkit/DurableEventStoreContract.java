package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DurableEventStore} must do. Extend it and say how to make an empty store and
 * how to make a row older; extend {@link EventClaimsContract} and {@link DeadLetterStoreContract}
 * beside it.
 */
public abstract class DurableEventStoreContract extends QueuePagesContract {

  private static final Duration LEAD = Duration.ofMinutes(5);

  /** For subclasses. */
  protected DurableEventStoreContract() {}

  @Test
  void payloadsComeBackAsTheyWere() {
    byte[] everyByte = new byte[256];
    IntStream.range(0, 256).forEach(i -> everyByte[i] = (byte) i);
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    List<Payload> payloads =
        List.of(Payload.wrap(new byte[0]), Payload.wrap(everyByte), Payload.wrap(large));
    List<Long> ids = payloads.stream().map(store()::insert).toList();

    List<DurableEvent> rows = pending();
    assertThat(rows).extracting(DurableEvent::id).isEqualTo(ids);
    assertThat(rows).extracting(DurableEvent::payload).isEqualTo(payloads);
  }

  @Test
  void aBatchIsInsertedInTheOrderOfItsIds() {
    List<Payload> payloads =
        IntStream.range(0, 1_000).mapToObj(QueuePagesContract::payload).toList();

    long[] ids = store().insertBatch(payloads);

    assertThat(ids).hasSize(1_000).doesNotHaveDuplicates();
    List<DurableEvent> rows = pending();
    assertThat(ids(rows)).containsExactlyElementsOf(LongStream.of(ids).boxed().toList());
    assertThat(rows).extracting(DurableEvent::payload).isEqualTo(payloads);
  }

  @Test
  void deletingRemovesARowAndAnAbsentOneIsNoError() {
    long[] ids = insert(2);
    store().delete(ids[0]);
    store().delete(ids[0]);
    assertThat(pendingIds()).containsExactly(ids[1]);
  }

  @Test
  void aDeliveredRowIsNoLongerPendingAndCountsOnce() {
    long[] ids = insert(3);
    assertThat(store().markDelivered(ids[1])).isTrue();
    assertThat(store().markDelivered(ids[1])).isFalse();
    assertThat(pendingIds()).containsExactly(ids[0], ids[2]);
  }

  @Test
  void markingABatchCountsWhatChangedAndLeavesTheArrayAlone() {
    long[] ids = insert(5);
    long[] marked = {ids[4], ids[0], ids[4], ids[4] + 1_000_000, ids[2]};
    long[] before = marked.clone();

    assertThat(store().markDeliveredBatch(marked)).isEqualTo(3);
    assertThat(marked).isEqualTo(before);
    assertThat(store().markDeliveredBatch(marked)).isZero();
    assertThat(store().markDeliveredBatch(new long[0])).isZero();
    assertThat(pendingIds()).containsExactly(ids[1], ids[3]);
  }

  @Test
  void itTellsItsTimeAndStoresNothingWhenProbed() {
    Instant before = store().currentTime();
    insert(1);
    assertThat(pending().get(0).createdAt()).isBetween(before, store().currentTime());
    store().probe();
    assertThat(pendingIds()).hasSize(1);
  }

  @Test
  void anEmptyQueueIsDescribedByZeros() {
    assertThat(store().observeQueue(TTL, LEAD))
        .isEqualTo(new DurableQueueStats(0, 0, 0, Duration.ZERO, 0, false));
  }

  @Test
  void theQueueIsDescribedByItsUndeliveredRows() {
    long[] ids = insert(5);
    age(ids[0], TTL.plusMinutes(1));
    age(ids[1], TTL.minusMinutes(2));
    age(ids[2], TTL.minusMinutes(10));
    age(ids[4], TTL.minusMinutes(2));
    store().markDelivered(ids[4]);

    DurableQueueStats stats = store().observeQueue(TTL, LEAD);

    assertThat(stats.depth()).isEqualTo(4);
    assertThat(stats.totalRows()).isBetween(4L, 5L);
    assertThat(stats.payloadBytes())
        .isEqualTo(IntStream.range(0, 4).map(i -> payload(i).size()).sum());
    assertThat(stats.oldestPendingAge()).isBetween(TTL.plusMinutes(1), TTL.plusMinutes(3));
    assertThat(stats.nearTtlCount()).as("past its time is not near").isEqualTo(1);
    assertThat(stats.estimated()).isFalse();
  }

  @Test
  void concurrentWritersAndRemoversLoseAndDoubleNothing() throws Exception {
    Set<Long> kept = ConcurrentHashMap.newKeySet();
    AtomicInteger marked = new AtomicInteger();
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      work.add(
          () -> {
            for (int round = 0; round < 20; round++) {
              long[] ids = store().insertBatch(List.of(payload(1), payload(2), payload(3)));
              kept.add(ids[0]);
              marked.addAndGet(store().markDeliveredBatch(new long[] {ids[2], ids[1]}));
            }
            return true;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (Future<Boolean> one : threads.invokeAll(work)) {
      assertThat(one.get()).isTrue();
    }
    threads.shutdown();

    assertThat(marked).hasValue(8 * 20 * 2);
    assertThat(pendingIds()).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void removersOfTheSameRowsCountEachOnce() throws Exception {
    long[] ids = insert(200);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    int total = 0;
    for (Future<Integer> one :
        threads.invokeAll(
            List.<Callable<Integer>>of(
                () -> store().markDeliveredBatch(ids),
                () -> store().markDeliveredBatch(ids),
                () -> store().markDeliveredBatch(ids),
                () -> store().markDeliveredBatch(ids)))) {
      total += one.get();
    }
    threads.shutdown();
    assertThat(total).isEqualTo(200);
    assertThat(pendingIds()).isEmpty();
    assertThatCode(() -> store().delete(ids[0])).doesNotThrowAnyException();
  }
}
