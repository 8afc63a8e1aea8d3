package io.durableemitter.examples.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.EmittedEvents;
import io.durableemitter.testkit.ScriptedTransport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the attempts get wrong, right. */
@Timeout(120)
class WithinTheTransactionTest {

  private interface Way {
    void place(String order) throws SQLException;
  }

  @Test
  void anOrderIsToldIfAndOnlyIfItIsCommitted() throws SQLException {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      DataSource database = server.dataSource();
      PgMigrations.migrate(database);
      execute(database, "CREATE TABLE orders (id TEXT, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)");
      PgDurableEventStore store = PgDurableEventStore.builder(database).build();
      ScriptedTransport transport = ScriptedTransport.delivering();
      EmittedEvents events = EmittedEvents.of(store, transport);
      try (DurableEmitter emitter =
          DurableEmitter.builder().store(store).transport(transport).build()) {
        emitter.start();
        WithinTheTransaction orders = new WithinTheTransaction(database, emitter);
        for (Way way : new Way[] {orders::place, orders::placeInMyTransaction}) {
          execute(database, "TRUNCATE orders");
          String order = "o-" + transport.messages().size();
          way.place(order);
          assertThat(transport).emitted("order.placed").withSubject(order);
          // the commit fails, as the first attempts do
          assertThatThrownBy(() -> way.place(order)).isInstanceOf(SQLException.class);
          assertThat(events).emitted("order.placed").withSubject(order).times(1);
        }
        assertThat(events).hasEmitted(2);
      }
    }
  }

  private static void execute(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
