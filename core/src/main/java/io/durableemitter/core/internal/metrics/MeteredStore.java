package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.QueueBrowser;
import io.durableemitter.spi.RowNotifications;
import io.durableemitter.spi.Slice;
import io.durableemitter.spi.TransactionalInsert;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A store whose operations are counted and timed. */
public final class MeteredStore implements DurableEventStore {

  private final DurableEventStore store;
  private final StoreMeter meter;

  public MeteredStore(DurableEventStore store, StoreCounters counters, Timings timings) {
    this.store = store;
    this.meter = new StoreMeter(counters, timings);
  }

  @Override
  public long insert(Payload payload) {
    return meter.metered(StoreOperation.INSERT, () -> store.insert(payload));
  }

  @Override
  public void delete(long id) {
    meter.metered(
        StoreOperation.DELETE,
        () -> {
          store.delete(id);
          return true;
        });
  }

  @Override
  public boolean markDelivered(long id) {
    return meter.metered(StoreOperation.MARK_DELIVERED, () -> store.markDelivered(id));
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    return meter.metered(StoreOperation.INSERT_BATCH, () -> store.insertBatch(payloads));
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    return meter.metered(StoreOperation.INSERT_BATCH, () -> store.insertBatch(most, departing));
  }

  @Override
  public TransactionalInsert insertInTransaction(
      Connection connection, List<Payload> payloads, Duration dueAfter) {
    return meter.metered(
        StoreOperation.INSERT_IN_TRANSACTION,
        () -> store.insertInTransaction(connection, payloads, dueAfter));
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return meter.metered(StoreOperation.MARK_DELIVERED_BATCH, () -> store.markDeliveredBatch(ids));
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return meter.metered(
        StoreOperation.MARK_DELIVERED_BATCH, () -> store.markDeliveredBatch(owner, ids));
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return meter.metered(StoreOperation.PURGE_DELIVERED, () -> store.purgeDelivered(after, limit));
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return meter.metered(StoreOperation.LIST_PENDING, () -> store.listPending(request));
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return meter.metered(
        StoreOperation.DELETE_EXPIRED, () -> store.deleteExpired(ttl, after, limit));
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return meter.metered(StoreOperation.CLAIM, () -> store.claim(owner, lease, request));
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return meter.metered(StoreOperation.CLAIM, () -> store.claim(owner, lease, ids, maxBytes));
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return meter.metered(StoreOperation.RENEW_CLAIMS, () -> store.renewClaims(owner, ids, lease));
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return meter.metered(StoreOperation.RELEASE_CLAIMS, () -> store.releaseClaims(owner, ids));
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return meter.metered(
        StoreOperation.RELEASE_CLAIMS, () -> store.releaseUnreached(owner, ids, error));
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return meter.metered(StoreOperation.BACK_OFF, () -> store.backOff(owner, backOffs));
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return meter.metered(
        StoreOperation.MOVE_TO_DEAD_LETTERS, () -> store.moveToDeadLetters(owner, requests));
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return meter.metered(
        StoreOperation.LIST_DEAD_LETTERS,
        () -> store.listDeadLetters(filter, afterId, limit, maxBytes));
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.findDeadLetter(id));
  }

  @Override
  public DeadLetterCounts countByReason(int most) {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.countByReason(most));
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.countDeadLetters(filter));
  }

  @Override
  public long lastDeadLetterId() {
    return meter.metered(StoreOperation.LIST_DEAD_LETTERS, () -> store.lastDeadLetterId());
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return meter.metered(StoreOperation.REDRIVE, () -> store.redrive(filter, limit));
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return meter.metered(StoreOperation.DISCARD, () -> store.discardDeadLetters(filter, limit));
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return meter.metered(
        StoreOperation.PURGE_DEAD_LETTERS, () -> store.purgeDeadLetters(retention, limit));
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    return meter.metered(
        StoreOperation.OBSERVE_QUEUE, () -> store.observeQueue(ttl, nearExpiryLead));
  }

  @Override
  public Optional<String> vacuumBlocker() {
    return store.vacuumBlocker();
  }

  @Override
  public Instant currentTime() {
    return store.currentTime();
  }

  @Override
  public void probe() {
    meter.metered(
        StoreOperation.PROBE,
        () -> {
          store.probe();
          return true;
        });
  }

  @Override
  public long[] nextInOrder(long[] keys) {
    return meter.metered(StoreOperation.CLAIM, () -> store.nextInOrder(keys));
  }

  @Override
  public boolean keepsOrder() {
    return store.keepsOrder();
  }

  // not metered: it waits
  @Override
  public Optional<RowNotifications> notifications() {
    return store.notifications();
  }

  @Override
  public Optional<HostRegistry> hosts() {
    return store.hosts();
  }

  @Override
  public Optional<QueueBrowser> browser() {
    return store.browser();
  }

  @Override
  public Optional<String> weakness(int users) {
    return store.weakness(users);
  }
}
