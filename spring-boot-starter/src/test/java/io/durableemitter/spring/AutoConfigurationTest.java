package io.durableemitter.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.console.Console;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.RowNotifications;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Which beans there are, and what a start fails with. */
class AutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DurableEmitterAutoConfiguration.class,
                  DurableEmitterConsoleAutoConfiguration.class,
                  DurableEmitterMetricsAutoConfiguration.class,
                  PostgresStoreAutoConfiguration.class))
          // where a database is named here there is none
          .withPropertyValues(
              "durable-emitter.close-timeout=10ms",
              "durable-emitter.pool.connection-timeout=250ms");

  /** As an application's tests have it: no database and no server. */
  @Configuration(proxyBeanMethods = false)
  static class InMemory {

    @Bean
    DurableEventStore store() {
      return new InMemoryEventStore();
    }

    @Bean
    ScriptedTransport transport() {
      return new ScriptedTransport().answering(DeliveryResult.delivered());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Pool {

    @Bean
    HikariDataSource dataSource() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl("jdbc:postgresql://db.invalid/shop");
      pool.setUsername("shop");
      pool.setPassword("secret");
      pool.addDataSourceProperty("socketTimeout", "45");
      pool.setMaximumPoolSize(10);
      return pool;
    }
  }

  @Test
  void aConsoleIsThereWhereItIsAskedFor() {
    ApplicationContextRunner application = runner.withUserConfiguration(InMemory.class);
    application.run(context -> assertThat(context).doesNotHaveBean(Console.class));
    application
        .withPropertyValues(
            "durable-emitter.console.enabled=true",
            "durable-emitter.console.port=0",
            "durable-emitter.console.tokens.mara=0123456789abcdef")
        .run(
            context -> {
              URI status = context.getBean(Console.class).uri().resolve("/api/status");
              HttpRequest.Builder request = HttpRequest.newBuilder(status);
              HttpClient http = HttpClient.newHttpClient();
              assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode())
                  .isEqualTo(401);
              request.header("Authorization", "Bearer 0123456789abcdef");
              assertThat(http.send(request.build(), BodyHandlers.ofString()).body())
                  .contains("\"queue\":\"cre.chip_durable_events\"");
            });
    fails(
        application.withPropertyValues(
            "durable-emitter.console.enabled=true", "durable-emitter.console.bind-address=0.0.0.0"),
        "durable-emitter.console.bind-address",
        "give a token");
    application
        .withClassLoader(new FilteredClassLoader(Console.class))
        .withPropertyValues("durable-emitter.console.enabled=true")
        .run(
            context -> assertThat(context).hasNotFailed().doesNotHaveBean("durableEmitterConsole"));
  }

  @Test
  void anApplicationsStoreAndTransportNeedNoDatabaseAndNoServer() {
    runner
        .withUserConfiguration(InMemory.class)
        .run(
            context -> {
              assertThat(context)
                  .hasNotFailed()
                  .doesNotHaveBean(PgDurableEventStore.class)
                  .hasSingleBean(DeadLetters.class);
              context.getBean(EventEmitter.class).emit(Event.of("billing", "paid").json("{}"));
              assertThat(context.getBean(ScriptedTransport.class).messages()).hasSize(1);
            });
  }

  @Test
  void theEmitterEndsWithTheContext() {
    DurableEmitter[] emitter = new DurableEmitter[1];
    runner
        .withUserConfiguration(InMemory.class)
        .run(context -> emitter[0] = context.getBean(DurableEmitter.class));
    assertThat(emitter[0].isReady()).isFalse();
  }

  @Test
  void theEmitterStartsBeforeTheWebServerAndStopsAfterIt() {
    runner
        .withUserConfiguration(InMemory.class)
        .run(
            context ->
                assertThat(context.getBean(EmitterLifecycle.class).getPhase())
                    .isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE)
                    .isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048));
  }

  @Test
  void thereIsNothingWhereItIsSwitchedOff() {
    runner
        .withPropertyValues("durable-emitter.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EventEmitter.class));
  }

  @Test
  void anEmitterConfigOfTheApplicationComesBeforeTheProperties() {
    EmitterConfig own = EmitterConfig.ofDefaults();
    runner
        .withUserConfiguration(InMemory.class)
        .withBean(EmitterConfig.class, () -> own)
        .withPropertyValues("durable-emitter.insert.timeout=0s")
        .run(context -> assertThat(context.getBean(EmitterConfig.class)).isSameAs(own));
  }

  @Test
  void thePoolIsTheEmittersOwnAndConnectsAsTheApplicationDoes() {
    runner
        .withUserConfiguration(Pool.class)
        .withPropertyValues(
            "durable-emitter.ingress.endpoint=localhost:1",
            "durable-emitter.migrate=false",
            "durable-emitter.insert.batching.workers=2")
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(DataSource.class);
              HikariDataSource pool = pool(context);
              assertThat(pool).isNotSameAs(context.getBean(DataSource.class));
              assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:postgresql://db.invalid/shop");
              assertThat(pool.getUsername()).isEqualTo("shop");
              assertThat(pool.getPassword()).isEqualTo("secret");
              assertThat(pool.getMaximumPoolSize()).isEqualTo(2 + 1 + 3);
              assertThat(pool.getConnectionTimeout()).isEqualTo(250);
              assertThat(pool.getDataSourceProperties())
                  .containsEntry("socketTimeout", "45")
                  .containsEntry("tcpKeepAlive", "true")
                  .containsEntry("logServerErrorDetail", "false");
            });
  }

  @Test
  void aHostThatIsToldOfRowsHasAConnectionMore() {
    runner
        .withUserConfiguration(Pool.class)
        .withPropertyValues(
            "durable-emitter.ingress.endpoint=localhost:1",
            "durable-emitter.migrate=false",
            "durable-emitter.insert.batching.workers=2",
            "durable-emitter.store.notifications=true")
        .run(
            context -> {
              assertThat(pool(context).getMaximumPoolSize()).isEqualTo(2 + 1 + 3 + 1);
              PgDurableEventStore store = context.getBean(PgDurableEventStore.class);
              assertThat(store.weakness(7)).as("one is kept").isPresent();
              assertThat(store.weakness(6)).isEmpty();
              try (RowNotifications notifications = store.notifications().orElseThrow()) {
                assertThat(notifications).isNotNull();
              }
            });
  }

  private static HikariDataSource pool(AssertableApplicationContext context) throws SQLException {
    return context.getBean(StoreConnections.class).dataSource().unwrap(HikariDataSource.class);
  }

  @Test
  void thePoolCanBeOfAnotherRole() {
    runner
        .withUserConfiguration(Pool.class)
        .withPropertyValues(
            "durable-emitter.ingress.endpoint=localhost:1",
            "durable-emitter.migrate=false",
            "durable-emitter.pool.url=jdbc:postgresql://other.invalid/shop",
            "durable-emitter.pool.username=emitter",
            "durable-emitter.pool.max-size=5",
            "durable-emitter.pool.socket-timeout=12s")
        .run(
            context -> {
              HikariDataSource pool = pool(context);
              assertThat(pool.getJdbcUrl()).isEqualTo("jdbc:postgresql://other.invalid/shop");
              assertThat(pool.getUsername()).isEqualTo("emitter");
              assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
              assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "12");
            });
  }

  @Test
  void aDataSourceThatIsNamedIsUsedAsItIs() {
    runner
        .withUserConfiguration(Pool.class)
        .withPropertyValues(
            "durable-emitter.ingress.endpoint=localhost:1",
            "durable-emitter.migrate=false",
            "durable-emitter.pool.data-source=dataSource")
        .run(context -> assertThat(pool(context)).isSameAs(context.getBean(DataSource.class)));
  }

  @Test
  void aStartThatCannotWorkSaysWhatIsMissing() {
    ApplicationContextRunner withPool = runner.withUserConfiguration(Pool.class);
    String endpoint = "durable-emitter.ingress.endpoint=localhost:1";
    fails(withPool, "durable-emitter.ingress.endpoint", "host:port of the Chip Ingress server");
    fails(
        withPool.withPropertyValues("durable-emitter.ingress.endpoint=http://ingress"),
        "durable-emitter.ingress.endpoint",
        "leave out the scheme");
    fails(
        withPool.withPropertyValues(endpoint, "durable-emitter.pool.data-source=orders"),
        "durable-emitter.pool.data-source",
        "there are [dataSource]");
    fails(
        withPool.withPropertyValues(endpoint, "durable-emitter.store.table=Events"),
        "durable-emitter.store.table",
        "write schema.table");
    fails(
        withPool.withPropertyValues(endpoint, "durable-emitter.pool.max-size=0"),
        "durable-emitter.pool.max-size",
        "must be at least 1");
    fails(
        withPool.withPropertyValues(endpoint, "durable-emitter.retransmit.claim-lease=1s"),
        "durable-emitter.retransmit.claim-lease",
        "must be longer than the transport's publishTimeout");
    fails(
        withPool.withPropertyValues(
            endpoint,
            "durable-emitter.ingress.plaintext=true",
            "durable-emitter.ingress.auth.user=shop"),
        "durable-emitter.ingress.credentials-over-plaintext",
        "anyone on the way");
    fails(runner.withPropertyValues(endpoint), "durable-emitter.pool.url", "has no DataSource");
    fails(
        runner
            .withPropertyValues(endpoint)
            .withBean(DataSource.class, DriverManagerDataSource::new),
        "durable-emitter.pool.url",
        "no HikariCP pool");
    fails(
        withPool.withPropertyValues(endpoint, "durable-emitter.pool.url=jdbc:h2:mem:shop"),
        "durable-emitter.pool.url",
        "must be that of a PostgreSQL");
  }

  private static void fails(ApplicationContextRunner started, String property, String reason) {
    started.run(
        context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(
                    InvalidConfigurationPropertyValueException.class,
                    e -> {
                      assertThat(e.getName()).isEqualTo(property);
                      assertThat(e.getReason()).contains(reason);
                    }));
  }

  @Test
  void aTransportOfTheApplicationIsUsed() {
    runner
        .withUserConfiguration(InMemory.class)
        .run(context -> assertThat(context).hasSingleBean(BatchEmitter.class));
  }
}
