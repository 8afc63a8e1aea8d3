package io.durableemitter.benchmarks.peers.gruelbox;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * gruelbox transaction-outbox: handed to workers of this process after the commit, and flushed
 * until nothing is left by a thread in the background, for what they had no room for, as its <a
 * href="https://github.com/gruelbox/transaction-outbox#set-up-the-background-worker">README</a>
 * says.
 */
final class GruelboxOutbox implements Outbox {

  private static final int WORKERS = 16;
  private static final int BATCH = 4_096;
  private static final long FLUSH_MILLIS = 500;

  private final Database database;
  private final HikariDataSource pool;
  private final TransactionManager transactions;
  private final TransactionOutbox outbox;
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS, WORKERS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4 * BATCH));
  private final ScheduledExecutorService flushes = Executors.newSingleThreadScheduledExecutor();

  private GruelboxOutbox(Database database, Deliveries deliveries, Load load) {
    this.database = database;
    // a worker holds a connection while it delivers
    pool = database.pool(load.producers() + WORKERS + 1);
    transactions = TransactionManager.fromDataSource(pool);
    Sink sink = new Sink(deliveries::accept);
    outbox =
        TransactionOutbox.builder()
            .transactionManager(transactions)
            .instantiator(Instantiator.using(type -> sink))
            .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
            .submitter(Submitter.withExecutor(workers))
            .attemptFrequency(Duration.ofSeconds(2))
            .flushBatchSize(BATCH)
            .serializeMdc(false)
            .build();
    var unused =
        flushes.scheduleWithFixedDelay(
            this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("gruelbox", GruelboxOutbox::new, arguments);
  }

  private void flush() {
    try {
      boolean more = true;
      while (more) {
        more = outbox.flush();
      }
    } catch (RuntimeException e) {
      // the next one tries again; what stays shows in the figures
      System.err.println("a flush has failed: " + e);
    }
  }

  @Override
  public String version() {
    return LibraryVersion.of(TransactionOutbox.class);
  }

  @Override
  public String settings() {
    return WORKERS
        + " workers after the commit, flush every "
        + FLUSH_MILLIS
        + " ms in batches of "
        + BATCH
        + " until nothing is left, attempts every 2 s";
  }

  @Override
  public void persist(List<byte[]> bodies) throws Exception {
    transactions.inTransactionThrows(
        transaction -> {
          for (byte[] body : bodies) {
            outbox.schedule(Sink.class).deliver(Base64.getEncoder().encodeToString(body));
          }
        });
  }

  @Override
  public long left() throws SQLException {
    return database.count("txno_outbox");
  }

  @Override
  public void close() {
    // not shutdownNow: it logs an error, with the event, for each worker that is interrupted
    flushes.shutdown();
    workers.shutdown();
    workers.getQueue().clear();
    pool.close();
  }
}
