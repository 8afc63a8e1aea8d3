package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Event;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows that others store, sent by a host that is told of them. */
@Timeout(120)
class NotificationsDeliveryTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Nothing is found by its age within a test. */
  private static final EmitterConfig ONLY_TOLD =
      EmitterConfig.builder()
          .retransmit(retransmit -> retransmit.interval(HOUR).after(HOUR).transactionalAfter(HOUR))
          .build();

  private static final EmitterConfig SWEEPING =
      EmitterConfig.builder()
          .retransmit(
              retransmit ->
                  retransmit.interval(Duration.ofMillis(200)).after(HOUR).transactionalAfter(HOUR))
          .build();

  private final TestEnvironment environment = new TestEnvironment();

  @AfterEach
  void close() {
    environment.close();
  }

  private DurableEmitter host(EmitterConfig config) {
    PgMigrations.addNotifyTrigger(environment.dataSource(), environment.table());
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(TestEnvironment.postgres().jdbcUrl());
    direct.setApplicationName(environment.table());
    return environment.emitter(
        config,
        PgDurableEventStore.builder(environment.dataSource())
            .table(environment.table())
            .notifications(direct)
            .build());
  }

  /** The statement with which a host makes sure that it hears is the last before it listens. */
  private void awaitListening(int hosts) {
    Eventually.holds(
        () -> "not listening",
        () -> environment.query(listeners("count(*)") + " AND state = 'idle'") == hosts);
  }

  private String listeners(String what) {
    return "SELECT "
        + what
        + " FROM pg_stat_activity WHERE query LIKE 'SELECT pg_notify%' AND application_name = '"
        + environment.table()
        + "'";
  }

  private static State listening(DurableEmitter host) {
    return host.health().components().stream()
        .filter(component -> component.name().equals("listen"))
        .map(Component::state)
        .findFirst()
        .orElseThrow();
  }

  private void storeBySql(String id) {
    environment.execute(
        "INSERT INTO "
            + environment.table()
            + " (payload, next_attempt_at) VALUES (convert_to(E'\\n\\x0"
            + id.length()
            + id
            + "\\x12\\x03sql\\x1a\\x031.0\\x22\\x03raw', 'UTF8'), now())");
  }

  private void forget(DurableEmitter host, String id) throws SQLException {
    try (Connection connection = environment.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      var forgotten = host.emit(connection, Event.of("shop", "order.placed").id(id).text("one"));
      assertThat(forgotten.receipts()).hasSize(1);
      connection.commit();
    }
  }

  private void awaitDelivered(String... ids) {
    Eventually.holds(
        () -> environment.deliveries().ids() + " came, " + environment.rows() + " rows are left",
        () -> environment.deliveries().ids().containsAll(List.of(ids)) && environment.rows() == 0);
  }

  @Test
  void rowsOfSqlAndOfTransactionsThatNobodyHandsOverAreSentAtTheCommit() throws SQLException {
    DurableEmitter host = host(ONLY_TOLD);
    awaitListening(1);
    forget(host, "later");
    storeBySql("by-sql");
    awaitDelivered("later", "by-sql");
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void whatIsStoredWhileNobodyListensIsSentByASweepAndTheNextIsTold() throws SQLException {
    DurableEmitter host = host(SWEEPING);
    awaitListening(1);
    environment.execute(listeners("pg_terminate_backend(pid, 30000)"));
    storeBySql("by-sql");
    awaitDelivered("by-sql");
    awaitListening(1);
    Eventually.holds(() -> host.health().toString(), () -> listening(host) == State.UP);
    forget(host, "later");
    awaitDelivered("by-sql", "later");
    assertThat(environment.sink().duplicateCount()).isZero();
  }

  @Test
  void twoHostsThatAreToldOfTheSameRowsSendEachOnce() {
    host(ONLY_TOLD);
    host(ONLY_TOLD);
    awaitListening(2);
    String[] ids = IntStream.range(0, 200).mapToObj(i -> "by-sql" + i).toArray(String[]::new);
    for (String id : ids) {
      storeBySql(id);
    }
    awaitDelivered(ids);
    assertThat(environment.sink().duplicateCount()).isZero();
  }
}
