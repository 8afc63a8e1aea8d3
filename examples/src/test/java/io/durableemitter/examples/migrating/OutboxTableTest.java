package io.durableemitter.examples.migrating;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.testkit.ScriptedTransport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows of other outboxes are moved once each, also by several at a time. */
@Timeout(120)
class OutboxTableTest {

  private static final EmbeddedPostgresServer SERVER = EmbeddedPostgresServer.temporary();
  private static final DataSource DATABASE = SERVER.dataSource();

  @AfterAll
  static void stopServer() {
    SERVER.close();
  }

  @Test
  void aTableMadeByHandIsMovedByTwoAtOnce() throws Exception {
    execute(
        """
        CREATE TABLE outbox (id BIGSERIAL PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL);
        INSERT INTO outbox (type, body)
          SELECT 'order.placed', '{"order":' || n || '}' FROM generate_series(1, 500) n
        """);
    move(OutboxTable.BY_HAND, 2);
    assertThat(count("outbox")).isZero();
  }

  @Test
  void openPublicationsOfModulithAreMovedAndTheOthersStay() throws Exception {
    execute(
        """
        CREATE TABLE event_publication (
          id UUID PRIMARY KEY, listener_id TEXT NOT NULL, event_type TEXT NOT NULL,
          serialized_event TEXT NOT NULL, publication_date TIMESTAMPTZ NOT NULL,
          completion_date TIMESTAMPTZ, status TEXT, completion_attempts INT,
          last_resubmission_date TIMESTAMPTZ);
        INSERT INTO event_publication
            (id, listener_id, event_type, serialized_event, publication_date, completion_date)
          SELECT gen_random_uuid(),
            CASE WHEN n > 510 THEN 'shop.Mails.on' ELSE 'shop.OrderEvents.on' END,
            'order.placed', '{"order":' || n || '}', now(),
            CASE WHEN n BETWEEN 501 AND 510 THEN now() END
          FROM generate_series(1, 520) n
        """);
    move(OutboxTable.MODULITH, 1);
    assertThat(count("event_publication")).as("completed, and of another listener").isEqualTo(20);
  }

  private static void move(String take, int movers) throws Exception {
    PgMigrations.migrate(DATABASE);
    PgDurableEventStore store = PgDurableEventStore.builder(DATABASE).build();
    ScriptedTransport transport = ScriptedTransport.delivering();
    ExecutorService threads = Executors.newFixedThreadPool(movers);
    try (DurableEmitter emitter =
        DurableEmitter.builder().store(store).transport(transport).build()) {
      emitter.start();
      OutboxTable table = new OutboxTable(DATABASE, emitter, take);
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < movers; i++) {
        work.add(() -> moveAll(table));
      }
      int moved = 0;
      for (Future<Integer> one : threads.invokeAll(work)) {
        moved += one.get();
      }
      assertThat(moved).isEqualTo(500);
      assertThat(transport).hasEmitted(500);
      assertThat(transport).emitted("order.placed").withJson("{\"order\":1}").times(1);
    } finally {
      threads.shutdown();
    }
  }

  private static int moveAll(OutboxTable table) throws SQLException {
    int moved = 0;
    int some = table.moveSome(100);
    while (some > 0) {
      moved += some;
      some = table.moveSome(100);
    }
    return moved;
  }

  private static long count(String table) throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
