package io.durableemitter.postgres;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Builds a {@link PgDurableEventStore}. Not safe for concurrent use. */
public final class PgDurableEventStoreBuilder {

  final DataSource dataSource;
  TableName table = TableName.parse(TableName.DEFAULT);
  Duration keepDelivered = Duration.ZERO;
  boolean asynchronousRemoval = true;
  Duration statementTimeout = Duration.ofSeconds(10);
  Optional<DataSource> notifications = Optional.empty();
  LongSupplier ticker = System::nanoTime;
  Supplier<WindowSize> windows = WindowSize::adapting;

  PgDurableEventStoreBuilder(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The table; {@code cre.chip_durable_events} if not given.
   *
   * @param name {@code schema.table} of a–z, 0–9 and underscore; the schema up to 63, the table up
   *     to 50, which leaves room for the name of its dead letters
   * @return this
   * @throws IllegalArgumentException if it is not such a name
   */
  public PgDurableEventStoreBuilder table(String name) {
    table = TableName.parse(name);
    return this;
  }

  /**
   * How long delivered rows are kept, for audit. Zero if not given: a row is removed when its event
   * is delivered, which costs one dead tuple per event instead of two. Rows that were marked as
   * delivered by others, as the Go package does, are purged after this time too.
   *
   * @param time the time
   * @return this
   * @throws IllegalArgumentException if it is negative or longer than 3,650 days
   */
  public PgDurableEventStoreBuilder keepDelivered(Duration time) {
    Ranges.notNegative("keepDelivered", time);
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
  public PgDurableEventStoreBuilder asynchronousRemoval(boolean asynchronous) {
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
  public PgDurableEventStoreBuilder statementTimeout(Duration timeout) {
    Ranges.between("statementTimeout", timeout, Duration.ofSeconds(1), Duration.ofHours(1));
    statementTimeout = timeout;
    return this;
  }

  /**
   * Listens for rows that others store and nobody sends, so that a host sends them as they are
   * committed instead of at its next sweep. Off if not given. The table needs the trigger of {@link
   * PgMigrations#addNotifyTrigger}. A host keeps one connection of this {@code DataSource} for as
   * long as it runs; it must lead to the primary server itself, not through a pooler in transaction
   * mode. A pool's leak detection would take it for a leak.
   *
   * @param dataSource where that connection comes from; belongs to the caller, and may be the
   *     store's if that has a connection to spare
   * @return this
   */
  public PgDurableEventStoreBuilder notifications(DataSource dataSource) {
    notifications = Optional.of(dataSource);
    return this;
  }

  /** How many ids a statement walks over. */
  PgDurableEventStoreBuilder windows(Supplier<WindowSize> value) {
    windows = value;
    return this;
  }

  /** Nanoseconds, as of {@link System#nanoTime()}. */
  PgDurableEventStoreBuilder ticker(LongSupplier value) {
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
