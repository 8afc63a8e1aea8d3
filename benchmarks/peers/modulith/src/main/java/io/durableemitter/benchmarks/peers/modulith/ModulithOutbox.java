package io.durableemitter.benchmarks.peers.modulith;

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
import javax.sql.DataSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The registry of event publications of Spring Modulith, which <a
 * href="https://docs.spring.io/spring-modulith/reference/events.html">deletes what is complete</a>,
 * so that its table does not slow down. What its threads have no room for waits in memory: the
 * registry itself delivers only after a restart.
 */
final class ModulithOutbox implements Outbox {

  private static final int THREADS = 16;

  private static final Map<String, Object> PROPERTIES =
      Map.of(
          "spring.modulith.events.jdbc.schema-initialization.enabled",
          true,
          "spring.modulith.events.completion-mode",
          "delete",
          "spring.task.execution.pool.core-size",
          THREADS,
          "spring.task.execution.pool.max-size",
          THREADS,
          "spring.task.execution.pool.queue-capacity",
          10_000_000,
          "logging.level.root",
          "warn",
          "spring.main.banner-mode",
          "off");

  private final Database database;
  private final HikariDataSource pool;
  private final ConfigurableApplicationContext context;
  private final TransactionTemplate transaction;

  private ModulithOutbox(Database database, Deliveries deliveries, Load load) {
    this.database = database;
    pool = database.pool(load.producers() + THREADS + 4);
    context =
        new SpringApplicationBuilder(ModulithApplication.class)
            .web(WebApplicationType.NONE)
            .properties(PROPERTIES)
            .initializers(
                (GenericApplicationContext beans) -> {
                  beans.registerBean(DataSource.class, () -> pool);
                  beans.registerBean(Deliveries.class, () -> deliveries);
                })
            .run();
    transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("modulith", ModulithOutbox::new, arguments);
  }

  @Override
  public String version() {
    return LibraryVersion.of(ApplicationModuleListener.class);
  }

  @Override
  public String settings() {
    return "JDBC on Spring Boot "
        + SpringBootVersion.getVersion()
        + ", completion mode delete, "
        + THREADS
        + " threads for listeners";
  }

  @Override
  public void persist(List<byte[]> bodies) {
    transaction.executeWithoutResult(
        status -> bodies.forEach(body -> context.publishEvent(new PublishedEvent(body))));
  }

  @Override
  public long left() throws SQLException {
    return database.count("event_publication");
  }

  @Override
  public void close() {
    context.close();
    pool.close();
  }
}
