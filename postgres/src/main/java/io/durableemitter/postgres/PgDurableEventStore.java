package io.durableemitter.postgres;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final DataSource dataSource;
  private final Connections connections;
  private final Statements statements;
  private final QueueScans scans;
  private final Inserts inserts;
  private final QueueObserver observer;
  private final PgClaims claims;
  private final PgDeadLetters deadLetters;
  private final Duration keepDelivered;
  private final TableName table;

  private PgDurableEventStore(Builder builder) {
    dataSource = builder.dataSource;
    table = builder.table;
    keepDelivered = builder.keepDelivered;
    connections = new Connections(builder.dataSource, builder.statementTimeout);
    statements = Statements.of(table, builder.asynchronousRemoval);
    QueueTable queueTable = new QueueTable(connections, table);
    inserts =
        new Inserts(
            connections,
            statements,
            queueTable,
            new RowIds(connections, statements, queueTable, builder.ticker),
            table);
    LowWater lowWater =
        new LowWater(connections, statements, table, builder.windows.get(), builder.ticker);
    Supplier<Scan> anyScan =
        () -> new Scan(connections, lowWater, builder.windows.get(), builder.ticker);
    scans = new QueueScans(statements, table, anyScan);
    observer =
        new QueueObserver(
            statements,
            anyScan.get(),
            new CleanupWatch(connections, table, CleanupWatch.MANY_DEAD, builder.ticker),
            table,
            builder.ticker);
    claims =
        new PgClaims(
            connections,
            ClaimTexts.of(table, builder.asynchronousRemoval),
            anyScan.get(),
            !keepDelivered.isZero(),
            table);
    deadLetters = new PgDeadLetters(connections, queueTable, DeadLetterTexts.of(table), table);
  }

  /**
   * Begins to build a store.
   *
   * @param dataSource where connections come from; belongs to the caller
   * @return a builder with defaults
   */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  @Override
  public long insert(Payload payload) {
    return inserts.insertBatch(List.of(payload))[0];
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return Optional.of(inserts);
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return Optional.of(observer);
  }

  @Override
  public Optional<EventClaims> claims() {
    return Optional.of(claims);
  }

  @Override
  public Optional<DeadLetterStore> deadLetters() {
    return Optional.of(deadLetters);
  }

  @Override
  public void delete(long id) {
    connections.statement(
        "deleting from " + table,
        statements.delete(),
        statement -> {
          statement.setLong(1, id);
          return statement.executeUpdate();
        });
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    // in one order everywhere, so that two removers of the same rows cannot deadlock
    long[] sorted = ids.clone();
    Arrays.sort(sorted);
    return connections.statement(
        "removing delivered rows from " + table,
        keepDelivered.isZero() ? statements.remove() : statements.mark(),
        statement -> {
          statement.setObject(1, sorted);
          return statement.executeUpdate();
        });
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
  public Optional<String> weakness(int users) {
    return PoolSize.weakness(dataSource, users);
  }

  /** Names the table; no credentials. */
  @Override
  public String toString() {
    return "PgDurableEventStore[" + table + "]";
  }

  /** Builds a {@link PgDurableEventStore}. Not safe for concurrent use. */
  public static final class Builder {

    private final DataSource dataSource;
    private TableName table = TableName.parse(TableName.DEFAULT);
    private Duration keepDelivered = Duration.ZERO;
    private boolean asynchronousRemoval = true;
    private Duration statementTimeout = Duration.ofSeconds(10);
    private LongSupplier ticker = System::nanoTime;
    private Supplier<WindowSize> windows = WindowSize::adapting;

    private Builder(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    /**
     * The table; {@code cre.chip_durable_events} if not given.
     *
     * @param name {@code schema.table} of a–z, 0–9 and underscore; the schema up to 63, the table
     *     up to 50, which leaves room for the name of its dead letters
     * @return this
     * @throws IllegalArgumentException if it is not such a name
     */
    public Builder table(String name) {
      table = TableName.parse(name);
      return this;
    }

    /**
     * How long delivered rows are kept, for audit. Zero if not given: a row is removed when its
     * event is delivered, which costs one dead tuple per event instead of two. Rows that were
     * marked as delivered by others, as the Go package does, are purged after this time too.
     *
     * @param time the time
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder keepDelivered(Duration time) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("keepDelivered must not be negative but is " + time);
      }
      keepDelivered = time;
      return this;
    }

    /**
     * Whether removals are committed without waiting for the disk. On by default: a removal that a
     * crash of the server undoes (at most the last 600 ms of them) means one more delivery.
     *
     * @param asynchronous false to wait for the disk
     * @return this
     */
    public Builder asynchronousRemoval(boolean asynchronous) {
      asynchronousRemoval = asynchronous;
      return this;
    }

    /**
     * The most time a statement may take; 10 s if not given. Whole seconds, from one to an hour.
     *
     * @param timeout the time
     * @return this
     * @throws IllegalArgumentException if it is shorter than a second or longer than an hour
     */
    public Builder statementTimeout(Duration timeout) {
      if (timeout.toSeconds() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
        throw new IllegalArgumentException(
            "statementTimeout must be from one second to one hour but is " + timeout);
      }
      statementTimeout = timeout;
      return this;
    }

    /** How many ids a statement walks over. */
    Builder windows(Supplier<WindowSize> value) {
      windows = value;
      return this;
    }

    /** Nanoseconds, as of {@link System#nanoTime()}. */
    Builder ticker(LongSupplier value) {
      ticker = value;
      return this;
    }

    /**
     * Makes the store, without connecting.
     *
     * @return the store
     */
    public PgDurableEventStore build() {
      return new PgDurableEventStore(this);
    }
  }
}
