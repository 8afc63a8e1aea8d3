package io.durableemitter.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Durable Emitter, as it is by default: one event by {@code emit}, several in a transaction. */
final class EmitterOutbox implements Outbox {

  private static final String TABLE = "ours.chip_durable_events";

  /** What the emitter itself uses by default. */
  private static final int CONNECTIONS = 8;

  private final Database database;
  private final HikariDataSource pool;
  private final DurableEmitter emitter;

  private EmitterOutbox(Database database, Deliveries deliveries, Load load) {
    this.database = database;
    pool = database.pool(CONNECTIONS + (load.perTransaction() > 1 ? load.producers() : 0));
    PgMigrations.migrate(pool, TABLE);
    emitter =
        DurableEmitter.builder()
            .store(PgDurableEventStore.builder(pool).table(TABLE).build())
            .transport(new CheckedTransport(deliveries))
            .build();
    emitter.start();
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run(PeerProgram.OURS, EmitterOutbox::new, arguments);
  }

  @Override
  public String version() {
    return LibraryVersion.of(DurableEmitter.class);
  }

  @Override
  public String settings() {
    return "defaults, a pool of "
        + CONNECTIONS
        + " connections, and one per producer for transactions of several events";
  }

  @Override
  public void persist(List<byte[]> bodies) throws SQLException {
    if (bodies.size() == 1) {
      emitter.emit(event(bodies.get(0)));
      return;
    }
    TransactionalEmit emitted;
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      emitted = emitter.emitAll(connection, bodies.stream().map(EmitterOutbox::event).toList());
      connection.commit();
    }
    emitted.handOver();
  }

  private static Event event(byte[] body) {
    return Event.of("benchmark", "order.placed").bytes("application/octet-stream", body);
  }

  @Override
  public long left() throws SQLException {
    return database.count(TABLE);
  }

  @Override
  public void close() {
    emitter.close();
    pool.close();
  }
}
