package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.proxy.NetworkFault;
import io.durableemitter.chaos.proxy.TcpProxy;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Events of a caller's transaction, from the insert to the other end. */
@Timeout(120)
class TransactionalEmitTest {

  /** So long that nothing but a hand-over can have sent an event within a test. */
  private static final EmitterConfig ONLY_HANDED_OVER =
      EmitterConfig.builder()
          .retransmit(
              retransmit ->
                  retransmit
                      .interval(Duration.ofMillis(200))
                      .transactionalAfter(Duration.ofHours(1)))
          .build();

  private static final EmitterConfig FORGETTING =
      EmitterConfig.builder()
          .retransmit(
              retransmit ->
                  retransmit
                      .interval(Duration.ofMillis(200))
                      .after(Duration.ofHours(1))
                      .transactionalAfter(Duration.ZERO))
          .build();

  private final TestEnvironment environment = new TestEnvironment();

  @BeforeEach
  void create() {
    environment.execute("CREATE TABLE " + environment.table() + "_orders (id TEXT PRIMARY KEY)");
  }

  @AfterEach
  void close() {
    environment.close();
  }

  private static Event event(String id) {
    return Event.of("shop", "order.placed").id(id).text("an order");
  }

  private Connection begin() throws SQLException {
    Connection connection = environment.dataSource().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private void order(Connection connection, String id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO " + environment.table() + "_orders VALUES ('" + id + "')");
    }
  }

  private void awaitDelivered(String... ids) {
    Eventually.holds(
        () -> environment.deliveries().ids() + " came, " + environment.rows() + " rows are left",
        () -> environment.deliveries().ids().containsAll(List.of(ids)) && environment.rows() == 0);
  }

  @Test
  void whatIsHandedOverAfterTheCommitIsSentAtOnce() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    try (Connection connection = begin()) {
      order(connection, "1");
      TransactionalEmit emit = emitter.emit(connection, event("1"));
      assertThatThrownBy(emit::handOver)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("after the commit");
      connection.commit();
      emit.handOver();
    }
    awaitDelivered("1");
    assertThat(emitter.stats().emittedInTransactions()).isEqualTo(1);
    assertThat(emitter.stats().delivered()).isEqualTo(1);
  }

  @Test
  void whatIsForgottenIsSentByTheMaintenance() throws SQLException {
    DurableEmitter emitter = environment.emitter(FORGETTING);
    try (Connection connection = begin()) {
      var unused = emitter.emitAll(connection, List.of(event("1"), event("2"), event("3")));
      connection.commit();
    }
    awaitDelivered("1", "2", "3");
  }

  @Test
  void whatWasRolledBackIsNeverSentThoughItIsHandedOver() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    try (Connection connection = begin()) {
      TransactionalEmit emit = emitter.emit(connection, event("undone"));
      connection.rollback();
      emit.handOver();
      emitter.emit(event("after"));
      awaitDelivered("after");
    }
    assertThat(environment.deliveries().ids()).containsExactly("after");
  }

  @Test
  void anInnerTransactionOfItsOwnIsSentWhateverBecomesOfTheOuterOne() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    try (Connection outer = begin()) {
      TransactionalEmit undone = emitter.emit(outer, event("outer"));
      emitter.inTransaction(environment.dataSource(), inner -> inner.emit(event("inner")));
      outer.rollback();
      undone.handOver();
    }
    awaitDelivered("inner");
    assertThat(environment.deliveries().ids()).containsExactly("inner");
  }

  @Test
  void workThatThrowsLeavesNothing() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    IllegalStateException thrown = new IllegalStateException("no stock");
    assertThatThrownBy(
            () ->
                emitter.<EmitReceipt, SQLException>inTransaction(
                    environment.dataSource(),
                    transaction -> {
                      order(transaction.connection(), "undone");
                      var unused = transaction.emit(event("undone"));
                      throw thrown;
                    }))
        .isSameAs(thrown);
    List<EmitReceipt> receipts =
        emitter.inTransaction(
            environment.dataSource(),
            transaction -> {
              order(transaction.connection(), "kept");
              return transaction.emitAll(List.of(event("1"), event("2")));
            });
    awaitDelivered("1", "2");
    assertThat(receipts).extracting(EmitReceipt::eventId).containsExactly("1", "2");
    assertThat(environment.deliveries().ids()).containsExactlyInAnyOrder("1", "2");
    assertThat(environment.query("SELECT count(*) FROM " + environment.table() + "_orders"))
        .isEqualTo(1);
  }

  /** The commit is made and its answer swallowed, or never arrives: the row knows. */
  @Test
  void aCommitWithAnUnknownOutcomeIsDecidedByTheRow() throws Exception {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    assertCommitFails(emitter, "committed", NetworkFault.mute());
    awaitDelivered("committed");
    assertCommitFails(emitter, "not committed", NetworkFault.silence());
    emitter.emit(event("after"));
    awaitDelivered("after");
    assertThat(environment.deliveries().ids()).containsExactlyInAnyOrder("committed", "after");
  }

  private void assertCommitFails(DurableEmitter emitter, String id, NetworkFault fault)
      throws Exception {
    try (TcpProxy proxy = TcpProxy.to(TestEnvironment.postgres().port())) {
      PGSimpleDataSource slow = new PGSimpleDataSource();
      slow.setUrl(TestEnvironment.postgres().jdbcUrl());
      slow.setPortNumbers(new int[] {proxy.port()});
      slow.setSocketTimeout(1);
      assertThatThrownBy(
              () ->
                  emitter.<EmitReceipt, SQLException>inTransaction(
                      slow,
                      transaction -> {
                        EmitReceipt receipt = transaction.emit(event(id));
                        proxy.become(fault);
                        return receipt;
                      }))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void anEmitterThatIsClosedBetweenCommitAndHandOverLeavesTheEventToTheNext() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    try (Connection connection = begin()) {
      TransactionalEmit emit = emitter.emit(connection, event("1"));
      connection.commit();
      emitter.close();
      emit.handOver();
      assertThat(environment.rows()).isEqualTo(1);
      assertThatThrownBy(() -> emitter.emit(connection, event("2")))
          .isInstanceOfSatisfying(
              EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }
    environment.execute("UPDATE " + environment.table() + " SET next_attempt_at = now()");
    var unused = environment.emitter(FORGETTING);
    awaitDelivered("1");
  }

  @Test
  void aBadEventLeavesTheTransactionAsItWas() throws SQLException {
    DurableEmitter emitter = environment.emitter(ONLY_HANDED_OVER);
    try (Connection connection = begin()) {
      order(connection, "1");
      assertThatThrownBy(
              () -> emitter.emitAll(connection, List.of(event("1"), Event.of("shop", " "))))
          .isInstanceOfSatisfying(
              EmitException.class,
              e -> {
                assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
                assertThat(e.reason()).isEqualTo(Reason.INVALID_EVENT);
              });
      connection.setAutoCommit(true);
      assertThatThrownBy(() -> emitter.emit(connection, event("1")))
          .isInstanceOfSatisfying(
              EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRANSACTION))
          .hasMessageContaining("autocommit");
    }
    assertThat(environment.query("SELECT count(*) FROM " + environment.table() + "_orders"))
        .isEqualTo(1);
    assertThat(environment.rows()).isZero();
  }

  /** Two hosts sweep while events are handed over: each is claimed, and sent, by one. */
  @Test
  void withSeveralHostsNothingIsSentTwice() throws SQLException {
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit
                        .interval(Duration.ofMillis(50))
                        .after(Duration.ofSeconds(1))
                        .transactionalAfter(Duration.ZERO))
            .build();
    DurableEmitter one = environment.emitter(config);
    var two = environment.emitter(config);
    for (int i = 0; i < 500; i++) {
      String id = Integer.toString(i);
      one.inTransaction(environment.dataSource(), transaction -> transaction.emit(event(id)));
    }
    Eventually.holds(() -> environment.rows() + " rows are left", () -> environment.rows() == 0);
    assertThat(environment.deliveries().distinct()).isEqualTo(500);
    assertThat(environment.deliveries().duplicates()).isZero();
    assertThat(two.stats().delivered() + one.stats().delivered()).isEqualTo(500);
  }
}
