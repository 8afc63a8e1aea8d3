package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that others use too, and a database that is away. */
@Timeout(120)
class PoolFaultsTest {

  private static final Duration EQUAL = Duration.ofSeconds(5);
  private static final int CALLERS = 20;

  @Test
  void whileAllConnectionsAreTakenEmitsAreRejectedNeverUnknownAndNothingIsStored()
      throws Exception {
    try (TestEnvironment environment = new TestEnvironment();
        HikariDataSource pool = pool(2, EQUAL)) {
      DurableEmitter emitter =
          environment.emitter(
              EmitterConfig.builder().insert(insert -> insert.timeout(EQUAL)).build(),
              PgDurableEventStore.builder(pool).table(environment.table()).build());
      emit(emitter); // ids are at hand, and everything else is
      List<Connection> taken = take(pool, 2);
      for (EmitException failure : emitsThatFail(emitter)) {
        assertThat(failure.outcome()).as(failure.getMessage()).isEqualTo(Outcome.REJECTED);
        assertThat(failure)
            .hasMessageContaining("not stored")
            .hasMessageContaining("all connections of the pool are taken")
            .hasMessageContaining("connectionTimeout of 5 s at most");
      }
      giveBack(taken);
      emit(emitter);
      Eventually.holds(
          () -> environment.deliveries().distinct() + " delivered",
          () -> environment.deliveries().distinct() == 2);
      assertThat(emitter.stats().emitted()).as("no event that was rejected").isEqualTo(2);
    }
  }

  @Test
  void aPoolThatIsTooSmallIsToldByHealth() {
    try (TestEnvironment environment = new TestEnvironment();
        HikariDataSource pool = pool(2, EQUAL)) {
      DurableEmitter emitter =
          environment.emitter(
              EmitterConfig.ofDefaults(),
              PgDurableEventStore.builder(pool).table(environment.table()).build());
      assertThat(emitter.health().components())
          .extracting(Component::name, Component::state, Component::detail)
          .contains(
              tuple(
                  "store",
                  State.DEGRADED,
                  "its pool has at most 2 connections for 8 threads of the emitter, so that emits"
                      + " wait for a connection under load; give the emitter a pool of its own with"
                      + " maximumPoolSize of at least 8"));
      assertThat(emitter.isReady()).isTrue();
      DurableEmitter healthy = environment.emitter(EmitterConfig.ofDefaults());
      assertThat(healthy.health().components())
          .extracting(Component::name, Component::state)
          .contains(tuple("store", State.UP));
    }
  }

  private static HikariDataSource pool(int size, Duration connectionTimeout) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(TestEnvironment.postgres().dataSource());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(connectionTimeout.toMillis());
    return new HikariDataSource(config);
  }

  private static List<Connection> take(HikariDataSource pool, int count) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    while (taken.size() < count) {
      try {
        taken.add(pool.getConnection());
      } catch (SQLTransientConnectionException busy) {
        assertThat(busy.getMessage()).contains("not available"); // the emitter has it just now
      }
    }
    return taken;
  }

  private static void giveBack(List<Connection> taken) throws SQLException {
    for (Connection connection : taken) {
      connection.close();
    }
  }

  private static List<EmitException> emitsThatFail(DurableEmitter emitter) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<EmitException>> failures = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      failures.add(
          callers.submit(() -> catchThrowableOfType(EmitException.class, () -> emit(emitter))));
    }
    List<EmitException> all = new ArrayList<>();
    for (Future<EmitException> failure : failures) {
      all.add(failure.get());
    }
    callers.shutdown();
    return all;
  }

  private static void emit(DurableEmitter emitter) {
    emitter.emit(new byte[] {1}, Map.of("source", "s", "type", "t"));
  }
}
