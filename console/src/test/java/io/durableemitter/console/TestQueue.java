package io.durableemitter.console;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue in a table of its own, in the server that all tests of this module share. */
final class TestQueue {

  private static final EmbeddedPostgresServer SERVER = EmbeddedPostgresServer.temporary();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final String table;
  private final PgDurableEventStore store;

  TestQueue() {
    this("queue_" + TABLES.incrementAndGet() + ".chip_durable_events");
  }

  private TestQueue(String table) {
    this.table = table;
    PgMigrations.migrate(SERVER.dataSource(), table);
    this.store = PgDurableEventStore.builder(SERVER.dataSource()).table(table).build();
  }

  PgDurableEventStore store() {
    return store;
  }

  HostRegistry registry() {
    return store.hosts().orElseThrow();
  }

  String table() {
    return table;
  }

  long pending(TestEvent event) {
    return store.insert(event.payload());
  }

  long deadLetter(TestEvent event, DeadLetterReason reason, String error) {
    long row = pending(event);
    int moved =
        store.moveToDeadLetters(
            UUID.randomUUID(),
            List.of(new DeadLetterRequest(row, event.header(), reason, error, "", true)));
    if (moved != 1) {
      throw new IllegalStateException("it was not moved");
    }
    return store.lastDeadLetterId();
  }

  void report(String name, String gate, String problem, Map<String, Double> figures) {
    registry()
        .report(
            new HostReport(
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name,
                "1.0.0",
                "host",
                Duration.ofMinutes(5),
                gate,
                problem,
                figures));
  }

  void execute(String sql) {
    try (Connection connection = SERVER.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("{table}", table));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
