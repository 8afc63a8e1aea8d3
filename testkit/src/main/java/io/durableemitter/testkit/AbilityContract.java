package io.durableemitter.testkit;

import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of a store's abilities share. */
abstract class AbilityContract {

  static final UUID ME = new UUID(0, 1);
  static final UUID OTHER = new UUID(0, 2);

  /** Far below what a test may take, so that only {@link #passTime} ends it. */
  static final Duration LEASE = Duration.ofMinutes(10);

  DurableEventStore store = new InMemoryEventStore();

  AbilityContract() {}

  /**
   * Makes an empty store.
   *
   * @return the store
   */
  protected abstract DurableEventStore createStore();

  /**
   * Lets time pass by the store's clock, or makes everything that is stored older: rows, leases,
   * next attempts and dead letters.
   *
   * @param time how much
   */
  protected abstract void passTime(Duration time);

  /** Makes the store. */
  @BeforeEach
  protected final void makeStore() {
    store = createStore();
  }

  static Payload payload(int i) {
    return Payload.wrap(("payload " + i).getBytes(StandardCharsets.UTF_8));
  }

  final long[] insert(int count) {
    return IntStream.range(0, count).mapToLong(i -> store.insert(payload(i))).toArray();
  }

  final List<DurableEvent> pending() {
    return store
        .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 10_000, Long.MAX_VALUE))
        .rows();
  }

  final List<Long> pendingIds() {
    return pending().stream().map(DurableEvent::id).toList();
  }

  static List<Long> list(long... ids) {
    return LongStream.of(ids).boxed().toList();
  }

  static long[] array(long... ids) {
    return ids;
  }
}
