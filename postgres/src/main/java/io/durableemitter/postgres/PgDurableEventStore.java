package io.durableemitter.postgres;

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
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A store in PostgreSQL. Compatible with the table of the Go package, which processes of both may
 * share.
 *
 * <p>Each operation takes a connection of the caller's {@code DataSource} and gives it back at
 * once; there is no pool in here and no state in the session, so pools and transaction poolers both
 * work. Give it a pool of its own, with at least as many connections as the emitter has insert and
 * mark workers, plus three, and a connectionTimeout of 5 s at most. Set {@code socketTimeout} and
 * {@code tcpKeepAlive} on the driver, whose defaults wait for ever on a half-open connection, and
 * {@code logServerErrorDetail=false}, which keeps row data out of messages.
 *
 * <p>Pending events are listed by id: ids are taken from one sequence in blocks that live for
 * seconds, so id order is creation order, nearly, and needs no index but the primary key.
 *
 * <p>Safe for concurrent use. Failures are {@link io.durableemitter.spi.StoreException}.
 */
public final class PgDurableEventStore implements DurableEventStore {

  private final DataSource dataSource;
  private final Connections connections;
  private final QueueScans scans;
  private final QueueTable queueTable;
  private final Inserts inserts;
  private final TransactionalInserts transactionalInserts;
  private final QueueObserver observer;
  private final PgClaims claims;
  private final PgDeadLetters deadLetters;
  private final PgQueueBrowser browser;
  private final Duration keepDelivered;
  private final TableName table;
  private final Sql sql;
  private final Optional<DataSource> listening;
  private final LongSupplier ticker;

  PgDurableEventStore(PgDurableEventStoreBuilder builder) {
    dataSource = builder.dataSource;
    table = builder.table;
    keepDelivered = builder.keepDelivered;
    connections = new Connections(builder.dataSource, builder.statementTimeout);
    listening = builder.notifications;
    ticker = builder.ticker;
    sql = new Sql(table, builder.asynchronousRemoval);
    queueTable = new QueueTable(connections, table);
    inserts =
        new Inserts(
            connections,
            sql,
            queueTable,
            new RowIds(connections, sql, queueTable, builder.ticker),
            table);
    transactionalInserts = new TransactionalInserts(connections, sql, table, queueTable);
    LowWater lowWater =
        new LowWater(connections, sql, table, builder.windows.get(), builder.ticker);
    Supplier<Scan> anyScan =
        () -> new Scan(connections, sql, table, lowWater, builder.windows.get(), builder.ticker);
    scans = new QueueScans(sql, table, anyScan);
    observer =
        new QueueObserver(
            sql,
            anyScan.get(),
            new CleanupWatch(connections, table, CleanupWatch.MANY_DEAD, builder.ticker),
            table,
            builder.ticker);
    claims =
        new PgClaims(connections, sql, queueTable, anyScan.get(), !keepDelivered.isZero(), table);
    deadLetters = new PgDeadLetters(connections, queueTable, sql, table);
    browser = new PgQueueBrowser(connections, sql, table, anyScan, builder.ticker);
  }

  /**
   * Begins to build a store.
   *
   * @param dataSource where connections come from; belongs to the caller
   * @return a builder with defaults
   */
  public static PgDurableEventStoreBuilder builder(DataSource dataSource) {
    return new PgDurableEventStoreBuilder(dataSource);
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    return inserts.insertBatch(payloads);
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    return inserts.insertBatch(most, departing);
  }

  @Override
  public TransactionalInsert insertInTransaction(
      Connection connection, List<Payload> payloads, Duration dueAfter) {
    return transactionalInserts.insert(connection, payloads, dueAfter);
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    queueTable.locate();
    return claims.claim(owner, lease, request);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    queueTable.locate();
    return claims.claim(owner, lease, ids, maxBytes);
  }

  @Override
  public long[] nextInOrder(long[] keys) {
    return claims.nextInOrder(keys);
  }

  @Override
  public boolean keepsOrder() {
    return queueTable.keepsOrder();
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return claims.renewClaims(owner, ids, lease);
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return claims.releaseClaims(owner, ids);
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return claims.markDeliveredBatch(ids);
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return claims.markDeliveredBatch(owner, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return claims.backOff(owner, backOffs);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return claims.releaseUnreached(owner, ids, error);
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return deadLetters.moveToDeadLetters(owner, requests);
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return deadLetters.listDeadLetters(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return deadLetters.findDeadLetter(id);
  }

  @Override
  public DeadLetterCounts countByReason(int most) {
    return deadLetters.countByReason(most);
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return deadLetters.countDeadLetters(filter);
  }

  @Override
  public long lastDeadLetterId() {
    return deadLetters.lastDeadLetterId();
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return deadLetters.redrive(filter, limit);
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return deadLetters.discardDeadLetters(filter, limit);
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return deadLetters.purgeDeadLetters(retention, limit);
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    return observer.observeQueue(ttl, nearExpiryLead);
  }

  @Override
  public Optional<String> vacuumBlocker() {
    return observer.vacuumBlocker();
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return scans.purgeDelivered(keepDelivered, after, limit);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return scans.listPending(request);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return scans.deleteExpired(ttl, after, limit);
  }

  @Override
  public Instant currentTime() {
    return connections.statement(
        "asking for the time",
        "SELECT clock_timestamp()",
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
          }
        });
  }

  @Override
  public void probe() {
    inserts.probe();
  }

  @Override
  public Optional<RowNotifications> notifications() {
    return listening.map(source -> new PgNotifications(source, sql, table, ticker));
  }

  @Override
  public Optional<HostRegistry> hosts() {
    return Optional.of(new PgHostRegistry(connections, sql, table));
  }

  @Override
  public Optional<QueueBrowser> browser() {
    return Optional.of(browser);
  }

  @Override
  public Optional<String> weakness(int users) {
    boolean kept = listening.filter(dataSource::equals).isPresent();
    return PoolSize.weakness(dataSource, kept ? users + 1 : users);
  }

  /** Names the table; no credentials. */
  @Override
  public String toString() {
    return "PgDurableEventStore[" + table + "]";
  }
}
