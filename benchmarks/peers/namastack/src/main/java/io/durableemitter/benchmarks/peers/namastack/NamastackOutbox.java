package io.durableemitter.benchmarks.peers.namastack;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Namastack Outbox, with a key for each event, so that it may deliver in any order; set as its <a
 * href="https://www.namastack.io/outbox/reference/performance-tuning">page on tuning</a> has it for
 * threads of the platform.
 */
final class NamastackOutbox implements Outbox {

  private static final int BATCH = 1_000;
  private static final int POLL_MILLIS = 25;
  private static final int THREADS = 16;
  private static final int MOST_THREADS = 32;

  private static final Map<String, Object> PROPERTIES =
      Map.ofEntries(
          Map.entry("namastack.outbox.polling.trigger", "fixed"),
          Map.entry("namastack.outbox.polling.batch-size", BATCH),
          Map.entry("namastack.outbox.polling.fixed.interval", POLL_MILLIS + "ms"),
          Map.entry("namastack.outbox.processing.executor-core-pool-size", THREADS),
          Map.entry("namastack.outbox.processing.executor-max-pool-size", MOST_THREADS),
          Map.entry("namastack.outbox.processing.delete-completed-records", true),
          Map.entry("namastack.outbox.processing.shutdown-timeout", "1s"),
          Map.entry("namastack.outbox.instance.heartbeat-interval", "1s"),
          Map.entry("namastack.outbox.instance.stale-instance-timeout", "10s"),
          Map.entry("namastack.outbox.instance.rebalance-interval", "1s"),
          Map.entry("logging.level.root", "warn"),
          Map.entry("spring.main.banner-mode", "off"));

  private final Database database;
  private final HikariDataSource pool;
  private final ConfigurableApplicationContext context;
  private final io.namastack.outbox.Outbox outbox;
  private final TransactionTemplate transaction;

  private NamastackOutbox(Database database, Deliveries deliveries, Load load) {
    this.database = database;
    pool = database.pool(load.producers() + MOST_THREADS + 4);
    context =
        new SpringApplicationBuilder(NamastackApplication.class)
            .web(WebApplicationType.NONE)
            .properties(PROPERTIES)
            .initializers(
                (GenericApplicationContext beans) -> {
                  beans.registerBean(DataSource.class, () -> pool);
                  beans.registerBean(Deliveries.class, () -> deliveries);
                })
            .run();
    outbox = context.getBean(io.namastack.outbox.Outbox.class);
    transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("namastack", NamastackOutbox::new, arguments);
  }

  @Override
  public String version() {
    return LibraryVersion.of(io.namastack.outbox.Outbox.class);
  }

  @Override
  public String settings() {
    return "JDBC on Spring Boot "
        + SpringBootVersion.getVersion()
        + ", one instance, "
        + BATCH
        + " keys every "
        + POLL_MILLIS
        + " ms, "
        + THREADS
        + " to "
        + MOST_THREADS
        + " threads, completed records deleted, a key for each event";
  }

  @Override
  public void persist(List<byte[]> bodies) {
    transaction.executeWithoutResult(
        status -> {
          for (byte[] body : bodies) {
            outbox.schedule(new StoredEvent(body), UUID.randomUUID().toString());
          }
        });
  }

  @Override
  public long left() throws SQLException {
    return database.count("outbox_record");
  }

  @Override
  public void close() {
    context.close();
    pool.close();
  }
}
