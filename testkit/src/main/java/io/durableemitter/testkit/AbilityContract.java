package io.durableemitter.testkit;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of claims and of dead letters share. */
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
    List<DurableEvent> all = new ArrayList<>();
    Page<DurableEvent> page = new Page<>(List.of(), PendingCursor.START, true);
    while (page.more()) {
      page = store.listPending(new PageRequest(Duration.ZERO, page.next(), 10_000, Long.MAX_VALUE));
      all.addAll(page.rows());
    }
    return all;
  }

  final List<Long> pendingIds() {
    return pending().stream().map(DurableEvent::id).toList();
  }

  final EventClaims claims() {
    return store;
  }

  /** The first rows that can be claimed. */
  final List<ClaimedEvent> claim(UUID owner, int limit) {
    return claim(owner, limit, Duration.ZERO, PendingCursor.START);
  }

  final List<ClaimedEvent> claim(UUID owner, int limit, Duration minAge, PendingCursor after) {
    List<ClaimedEvent> all = new ArrayList<>();
    Page<ClaimedEvent> page = new Page<>(List.of(), after, true);
    while (page.more() && all.size() < limit) {
      PageRequest request =
          new PageRequest(minAge, page.next(), limit - all.size(), Long.MAX_VALUE);
      page = claims().claim(owner, LEASE, request);
      all.addAll(page.rows());
    }
    return all;
  }

  /** From the beginning on, until something expired or there is no more. */
  final int expire(Duration ttl, int limit) {
    Slice slice = new Slice(0, PendingCursor.START, true);
    while (slice.more() && slice.count() == 0) {
      slice = store.deleteExpired(ttl, slice.next(), limit);
    }
    return slice.count();
  }

  static List<Long> list(long... ids) {
    return LongStream.of(ids).boxed().toList();
  }

  static long[] array(long... ids) {
    return ids;
  }
}
