package io.durableemitter.chaos.transactions;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.chaos.child.ChildProcessBuilder;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application whose threads make payments, each with its events in one transaction, over a pool
 * of its own with one connection per thread. Says {@code done N} for each transaction, and ends in
 * order when its input does.
 */
final class PayingMain {

  private static final String URL_VARIABLE = "CHAOS_JDBC_URL";

  private PayingMain() {}

  static ChildProcessBuilder process(
      String url, int port, String name, int transactions, int threads) {
    return ChildProcess.of(PayingMain.class.getName())
        .options(List.of("-Xmx192m"))
        .arguments(
            List.of(
                Integer.toString(port),
                name,
                Integer.toString(transactions),
                Integer.toString(threads)))
        .variable(URL_VARIABLE, url);
  }

  public static void main(String[] arguments) throws Exception {
    String url = Objects.requireNonNull(System.getenv(URL_VARIABLE), URL_VARIABLE + " is missing");
    int transactions = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    try (HikariDataSource own = pool(url, 12);
        HikariDataSource application = pool(url, threads);
        DurableEmitter emitter = emitter(own, Integer.parseInt(arguments[0]))) {
      emitter.start();
      Payments payments = new Payments(emitter, application, arguments[1]);
      ExecutorService callers = Executors.newFixedThreadPool(threads);
      AtomicInteger next = new AtomicInteger();
      for (int thread = 0; thread < threads; thread++) {
        callers.execute(
            () -> {
              for (int i = next.getAndIncrement(); i < transactions; i = next.getAndIncrement()) {
                payments.make(i);
                System.out.println("done " + i);
              }
            });
      }
      System.in.transferTo(OutputStream.nullOutputStream());
      callers.shutdownNow();
    }
  }

  private static HikariDataSource pool(String url, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    return new HikariDataSource(config);
  }

  private static DurableEmitter emitter(HikariDataSource pool, int port) {
    return DurableEmitterSetup.builder(
            PgDurableEventStore.builder(pool).table(TransactionsRun.TABLE).build())
        .endpoint("localhost:" + port)
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmit(
                    retransmit ->
                        retransmit
                            .interval(Duration.ofSeconds(1))
                            .claimLease(Duration.ofSeconds(6)))
                .build())
        .build();
  }
}
