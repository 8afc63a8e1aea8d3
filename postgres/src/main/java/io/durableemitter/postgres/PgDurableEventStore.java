package io.durableemitter.postgres;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.Slice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * A store in PostgreSQL. Compatible with the table of the Go package, which processes of both may
 * share.
 *
 * <p>Each operation takes a connection of the caller's {@code DataSource} and gives it back at
 * once; there is no pool in here and no state in the session, so pools and transaction poolers both
 * work. Use a pool with at least as many connections as the emitter has insert and mark workers,
 * plus three. Set {@code socketTimeout} and {@code tcpKeepAlive} on the driver, whose defaults wait
 * for ever on a half-open connection, and {@code logServerErrorDetail=false}, which keeps row data
 * out of messages.
 *
 * <p>Pending events are listed by id: ids are taken from one sequence in blocks that live for
 * seconds, so id order is creation order, nearly, and needs no index but the primary key.
 *
 * <p>Safe for concurrent use. Failures are {@link io.durableemitter.api.StoreException}.
 */
public final class PgDurableEventStore implements DurableEventStore {

  private static final long LONGEST_MICROS = TimeUnit.DAYS.toMicros(36_500);

  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final Connections connections;
  private final Statements statements;
  private final LowWater lowWater;
  private final Inserts inserts;
  private final QueueObserver observer;
  private final PgClaims claims;
  private final PgDeadLetters deadLetters;
  private final RemovalPolicy removal;
  private final TableName table;

  private PgDurableEventStore(Builder builder) {
    table = builder.table;
    removal = builder.removal;
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
    lowWater = new LowWater(connections, statements, table, builder.ticker);
    observer =
        new QueueObserver(
            connections,
            statements,
            lowWater,
            new CleanupWatch(
                connections, statements, table, CleanupWatch.MANY_DEAD, builder.ticker),
            table);
    claims =
        new PgClaims(
            connections,
            ClaimTexts.of(table, builder.asynchronousRemoval),
            lowWater,
            removal,
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
    boolean delete = removal == RemovalPolicy.DELETE_ON_DELIVERY;
    return connections.statement(
        "removing delivered rows from " + table,
        delete ? statements.remove() : statements.mark(),
        statement -> {
          statement.setObject(1, sorted);
          return statement.executeUpdate();
        });
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    if (removal == RemovalPolicy.DELETE_ON_DELIVERY) {
      return new Slice(0, PendingCursor.START, false);
    }
    long mark = lowWater.mark();
    int purged =
        connections.statement(
            "purging " + table,
            statements.purge(),
            statement -> {
              statement.setLong(1, mark);
              statement.setInt(2, limit);
              return statement.executeUpdate();
            });
    return new Slice(purged, PendingCursor.START, purged == limit);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    long first = lowWater.behind(request.after().id());
    List<DurableEvent> rows =
        connections.statement(
            "listing pending rows of " + table,
            statements.listPending(),
            statement -> {
              statement.setLong(1, first);
              statement.setLong(2, micros(request.minAge()));
              statement.setInt(3, request.maxRows());
              try (ResultSet result = statement.executeQuery()) {
                List<DurableEvent> events = new ArrayList<>();
                while (result.next()) {
                  events.add(event(result));
                }
                return events;
              }
            });
    return page(rows, row -> row, request);
  }

  static <T> Page<T> page(List<T> rows, Function<T, DurableEvent> event, PageRequest request) {
    return rows.size() < request.maxRows()
        ? new Page<>(rows, PendingCursor.START, false)
        : new Page<>(rows, PendingCursor.after(event.apply(rows.get(rows.size() - 1))), true);
  }

  static DurableEvent event(ResultSet row) throws SQLException {
    return new DurableEvent(
        row.getLong(1),
        Payload.wrap(row.getBytes(2)),
        row.getObject(3, OffsetDateTime.class).toInstant());
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    long mark = lowWater.mark();
    int expired =
        connections.statement(
            "expiring rows of " + table,
            statements.deleteExpired(),
            statement -> {
              statement.setLong(1, mark);
              statement.setLong(2, micros(ttl));
              statement.setInt(3, limit);
              return statement.executeUpdate();
            });
    return new Slice(expired, PendingCursor.START, expired == limit);
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

  /** Not beyond what an interval and a timestamp of the server can take. */
  static long micros(Duration duration) {
    long micros = TimeUnit.MICROSECONDS.convert(duration);
    return Math.max(-LONGEST_MICROS, Math.min(LONGEST_MICROS, micros));
  }

  /** Names the table; no credentials. */
  @Override
  public String toString() {
    return "PgDurableEventStore[" + table + ", " + removal + "]";
  }

  /** Builds a {@link PgDurableEventStore}. Not safe for concurrent use. */
  public static final class Builder {

    private final DataSource dataSource;
    private TableName table = TableName.parse(TableName.DEFAULT);
    private RemovalPolicy removal = RemovalPolicy.DELETE_ON_DELIVERY;
    private boolean asynchronousRemoval = true;
    private Duration statementTimeout = Duration.ofSeconds(10);
    private LongSupplier ticker = System::nanoTime;

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
     * What happens to delivered rows; {@link RemovalPolicy#DELETE_ON_DELIVERY} if not given.
     *
     * @param policy the policy
     * @return this
     */
    public Builder removal(RemovalPolicy policy) {
      removal = policy;
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
