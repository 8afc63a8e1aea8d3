package io.durableemitter.benchmarks.transactions;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * gruelbox transaction-outbox, whose calls carry JSON, so that bodies are text. Set as its README
 * recommends: handed to workers after the commit, and a flush every half second.
 */
final class GruelboxContender implements Contender {

  private static final int WORKERS = 16;

  private final LongAdder delivered = new LongAdder();
  private final TransactionManager transactions;
  private final TransactionOutbox outbox;
  private final ThreadPoolExecutor workers =
      new ThreadPoolExecutor(
          WORKERS, WORKERS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(16_384));
  private final ScheduledExecutorService flushes = Executors.newSingleThreadScheduledExecutor();

  /** Where events go; public, and not final, since gruelbox makes a subclass of it. */
  public static class Sink {

    private final LongAdder delivered;

    /** For the subclass, which delivers nothing. */
    public Sink() {
      this(new LongAdder());
    }

    Sink(LongAdder delivered) {
      this.delivered = delivered;
    }

    /** Takes an event. */
    public void deliver(String body) {
      if (body.isEmpty()) {
        throw new IllegalArgumentException("an event has a body");
      }
      delivered.increment();
    }
  }

  /** One connection for each caller and each worker, which holds one while it delivers. */
  GruelboxContender(HikariDataSource pool) {
    transactions = TransactionManager.fromDataSource(pool);
    Sink sink = new Sink(delivered);
    outbox =
        TransactionOutbox.builder()
            .transactionManager(transactions)
            .instantiator(Instantiator.using(type -> sink))
            .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
            .submitter(Submitter.withExecutor(workers))
            .attemptFrequency(Duration.ofSeconds(2))
            .flushBatchSize(4_096)
            .serializeMdc(false)
            .build();
    var unused = flushes.scheduleWithFixedDelay(outbox::flush, 500, 500, TimeUnit.MILLISECONDS);
  }

  @Override
  public String name() {
    return "gruelbox 4.2.268";
  }

  @Override
  public void transaction(byte[] body) throws Exception {
    String text = Base64.getEncoder().encodeToString(body);
    transactions.inTransactionThrows(
        transaction -> {
          Jdbc.order(transaction.connection());
          outbox.schedule(Sink.class).deliver(text);
        });
  }

  @Override
  public boolean delivers() {
    return true;
  }

  @Override
  public long delivered() {
    return delivered.sum();
  }

  @Override
  public void close() {
    // not shutdownNow: it logs an error, with the event, for each worker that is interrupted
    flushes.shutdown();
    workers.shutdown();
  }
}
