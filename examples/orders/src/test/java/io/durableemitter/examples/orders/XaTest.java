package io.durableemitter.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.orders.cdi.Settings;
import com.example.orders.cdi.TransactionalEvents;
import io.durableemitter.api.Event;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.ScriptedTransport;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The connection of the transaction is a branch of XA, in a session that commits without a wait.
 */
@Timeout(120)
class XaTest {

  private static EmbeddedPostgresServer database;

  private RunningContainer container;
  private Transactions transactions;
  private TransactionalEvents events;
  private ScriptedTransport transport;

  @BeforeAll
  static void start() {
    database =
        EmbeddedPostgresServer.builder()
            .setting("max_prepared_transactions", "10")
            .setting("wal_writer_delay", "10s")
            .start();
  }

  @AfterAll
  static void end() {
    database.close();
  }

  @BeforeEach
  void container() {
    container =
        new RunningContainer(
            new Settings(database.jdbcUrl(), database.user(), "127.0.0.1:1"), XaPool.class);
    transactions = container.get(Transactions.class);
    events = container.get(TransactionalEvents.class);
    transport = container.get(ScriptedTransport.class);
  }

  @AfterEach
  void close() {
    container.close();
  }

  private String fromOutside(String query) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aBranchThatIsAloneIsCommittedInOnePhaseAndFlushed() throws Exception {
    List<String> written = new ArrayList<>();
    transactions.required(
        () -> {
          assertThat(container.ask("SHOW synchronous_commit")).isEqualTo("off");
          events.emit(Event.of("shop", "order.paid").json("{}"));
          assertThat(container.ask("SHOW synchronous_commit")).isEqualTo("on");
          written.add(container.ask("SELECT pg_current_wal_insert_lsn()"));
        });
    assertThat(isFlushed(written.get(0))).isEqualTo("t");
    assertThat(transport).hasEmitted(1);
  }

  @Test
  void twoBranchesArePreparedAndTheEventIsOnTheDiskThen() throws Exception {
    List<String> written = new ArrayList<>();
    List<String> whenPrepared = new ArrayList<>();
    transactions.required(
        () -> {
          events.emit(Event.of("shop", "order.paid").json("{}"));
          written.add(container.ask("SELECT pg_current_wal_insert_lsn()"));
          container
              .get(TransactionManager.class)
              .getTransaction()
              .enlistResource(
                  new OtherBranch(
                      () -> {
                        whenPrepared.add(fromOutside("SELECT count(*) FROM pg_prepared_xacts"));
                        whenPrepared.add(isFlushed(written.get(0)));
                      }));
        });
    assertThat(whenPrepared).containsExactly("1", "t");
    assertThat(fromOutside("SELECT count(*) FROM pg_prepared_xacts")).isEqualTo("0");
    assertThat(transport).hasEmitted(1);
  }

  @Test
  void twoBranchesAreRolledBackTogether() throws Exception {
    TransactionManager manager = container.get(TransactionManager.class);
    manager.begin();
    events.emit(Event.of("shop", "order.paid").json("{}"));
    manager.getTransaction().enlistResource(new OtherBranch(() -> {}));
    manager.rollback();
    assertThat(container.events()).hasEmitted(0);
  }

  /** PostgreSQL prepares no transaction that has notified. */
  @Test
  void aTableWithTheTriggerOfNotificationsTakesPartInOnePhaseOnly() throws Exception {
    PgMigrations.addNotifyTrigger(database.dataSource(), "cre.chip_durable_events");
    transactions.required(() -> events.emit(Event.of("shop", "order.paid").json("{}")));
    assertThat(transport).hasEmitted(1);
    assertThatThrownBy(
            () ->
                transactions.required(
                    () -> {
                      events.emit(Event.of("shop", "order.paid").json("{}"));
                      container
                          .get(TransactionManager.class)
                          .getTransaction()
                          .enlistResource(new OtherBranch(() -> {}));
                    }))
        .isInstanceOf(RollbackException.class);
    assertThat(container.events()).hasEmitted(1);
    execute("DROP TRIGGER durable_emitter_notify ON cre.chip_durable_events");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String isFlushed(String lsn) throws SQLException {
    return fromOutside("SELECT pg_current_wal_flush_lsn() >= '" + lsn + "'::pg_lsn");
  }
}
