package io.durableemitter.testkit;

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

/**
 * A store around another, of which a test changes what it overrides. The engine inserts with {@link
 * #insertBatch(int, Supplier)}; a store of tests that changes inserts overrides that one. Forms for
 * a single row come down to those for many. As safe for concurrent use as the other store.
 */
public abstract class ForwardingEventStore implements DurableEventStore {

  private final DurableEventStore store;

  /**
   * Around a store.
   *
   * @param store the other store
   */
  protected ForwardingEventStore(DurableEventStore store) {
    this.store = store;
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    return store.insertBatch(payloads);
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    return store.insertBatch(most, departing);
  }

  @Override
  public TransactionalInsert insertInTransaction(
      Connection connection, List<Payload> payloads, Duration dueAfter) {
    return store.insertInTransaction(connection, payloads, dueAfter);
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return store.markDeliveredBatch(ids);
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return store.markDeliveredBatch(owner, ids);
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return store.purgeDelivered(after, limit);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return store.listPending(request);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return store.deleteExpired(ttl, after, limit);
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return store.claim(owner, lease, request);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return store.claim(owner, lease, ids, maxBytes);
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return store.renewClaims(owner, ids, lease);
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return store.releaseClaims(owner, ids);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return store.releaseUnreached(owner, ids, error);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return store.backOff(owner, backOffs);
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return store.moveToDeadLetters(owner, requests);
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return store.listDeadLetters(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return store.findDeadLetter(id);
  }

  @Override
  public DeadLetterCounts countByReason(int most) {
    return store.countByReason(most);
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return store.countDeadLetters(filter);
  }

  @Override
  public long lastDeadLetterId() {
    return store.lastDeadLetterId();
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return store.redrive(filter, limit);
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return store.discardDeadLetters(filter, limit);
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return store.purgeDeadLetters(retention, limit);
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    return store.observeQueue(ttl, nearExpiryLead);
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
    store.probe();
  }

  @Override
  public long[] nextInOrder(long[] keys) {
    return store.nextInOrder(keys);
  }

  @Override
  public boolean keepsOrder() {
    return store.keepsOrder();
  }

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
