package io.durableemitter.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real PostgreSQL and an ingress within this process, so that the examples need nothing else. In
 * a service both are there already.
 */
final class LocalServices implements AutoCloseable {

  private final EmbeddedPostgresServer database = EmbeddedPostgresServer.temporary();
  private final InMemorySink sink = new InMemorySink(100_000);
  private final IngressServer ingress = IngressServer.builder().port(0).sink(sink).build();
  private final List<HikariDataSource> pools = new ArrayList<>();

  LocalServices() {
    ingress.start();
    try (HikariDataSource pool = pool()) {
      PgMigrations.migrate(pool);
    }
  }

  /** A store with a pool of its own, as each process has. */
  PgDurableEventStore store() {
    HikariDataSource pool = pool();
    pools.add(pool);
    return PgDurableEventStore.builder(pool).build();
  }

  /** The same for another table, which is made. */
  PgDurableEventStore store(String table) {
    HikariDataSource pool = pool();
    pools.add(pool);
    PgMigrations.migrate(pool, table);
    return PgDurableEventStore.builder(pool).table(table).build();
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(5_000);
    return new HikariDataSource(config);
  }

  String endpoint() {
    return "127.0.0.1:" + ingress.port();
  }

  void outage(boolean on) {
    ingress.setFaults(on ? FaultPlan.ofOutage() : FaultPlan.none());
  }

  /** Waits until the other end has so many different events. */
  void awaitArrived(long count) throws InterruptedException {
    await(count, sink::distinctCount, "events that arrived");
  }

  /** Waits until an emitter knows that so many were delivered. */
  static void awaitDelivered(DurableEmitter emitter, long count) throws InterruptedException {
    await(count, () -> emitter.stats().delivered(), "events delivered");
  }

  private interface Count {
    long get();
  }

  private static void await(long expected, Count count, String what) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (count.get() < expected) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "after a minute: " + count.get() + " of " + expected + " " + what);
      }
      Thread.sleep(10);
    }
  }

  long arrived() {
    return sink.distinctCount();
  }

  long duplicates() {
    return sink.duplicateCount();
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
    ingress.close();
    database.close();
  }
}
