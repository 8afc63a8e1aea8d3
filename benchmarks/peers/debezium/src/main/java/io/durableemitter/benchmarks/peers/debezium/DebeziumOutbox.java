package io.durableemitter.benchmarks.peers.debezium;

import com.zaxxer.hikari.HikariDataSource;
import io.debezium.engine.DebeziumEngine;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Debezium, whose queue is the write-ahead log. Rows are removed right after they are inserted, as
 * its <a href="https://debezium.io/documentation/reference/stable/integrations/outbox.html">
 * extension for outboxes</a> does by default.
 */
final class DebeziumOutbox implements Outbox {

  private static final byte[] MARKER = {};
  private static final long MARKER_SECONDS = 2;

  private final Deliveries deliveries;
  private final HikariDataSource pool;
  private final OutboxTable table;
  private final Engine engine;
  private volatile CompletableFuture<Void> marker = new CompletableFuture<>();

  private DebeziumOutbox(Database database, Deliveries deliveries, Load load) throws Exception {
    this.deliveries = deliveries;
    OutboxTable.create(database);
    pool = database.pool(load.producers());
    table = new OutboxTable(pool);
    engine = Engine.start(database, this::accept);
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("debezium", DebeziumOutbox::new, arguments);
  }

  private void accept(byte[] body) {
    if (body.length == MARKER.length) {
      marker.complete(null);
    } else {
      deliveries.accept(body);
    }
  }

  @Override
  public String version() {
    return LibraryVersion.of(DebeziumEngine.class);
  }

  @Override
  public String settings() {
    return "embedded engine, pgoutput, insert and delete in one transaction, batches of at most "
        + Engine.BATCH
        + ", poll every "
        + Engine.POLL_MILLIS
        + " ms";
  }

  @Override
  public void persist(List<byte[]> bodies) throws Exception {
    table.insert(bodies);
  }

  /** What comes in the log before a marker that has arrived is not left any more. */
  @Override
  public long left() throws Exception {
    long undelivered = deliveries.undelivered();
    if (undelivered == 0) {
      return 0;
    }
    marker = new CompletableFuture<>();
    table.insert(List.of(MARKER));
    try {
      marker.get(MARKER_SECONDS, TimeUnit.SECONDS);
      return 0;
    } catch (TimeoutException e) {
      return undelivered;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    engine.close();
    pool.close();
  }
}
