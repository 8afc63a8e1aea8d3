package io.durableemitter.examples.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.sql.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next sweep is an hour away, and nobody hands over. */
@Timeout(120)
class NotifiedHostTest {

  @Test
  void whatIsNotHandedOverIsSentAtOnce() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
      DataSource database = server.dataSource();
      PgMigrations.migrate(database);
      DurableEventStore store =
          NotifiedHost.store(database, database, database, "cre.chip_durable_events");
      ScriptedTransport transport = ScriptedTransport.delivering();
      try (DurableEmitter emitter =
          DurableEmitter.builder()
              .store(store)
              .transport(transport)
              .config(
                  EmitterConfig.builder()
                      .retransmit(retransmit -> retransmit.interval(Duration.ofHours(1)))
                      .build())
              .build()) {
        emitter.start();
        try (Connection connection = database.getConnection()) {
          connection.setAutoCommit(false);
          emitter.emit(connection, Event.of("shop", "order.placed").json("{}"));
          connection.commit();
        }
        assertThat(transport).emitted("order.placed");
      }
    }
  }
}
