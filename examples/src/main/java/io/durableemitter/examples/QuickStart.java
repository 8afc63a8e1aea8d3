package io.durableemitter.examples;

import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The smallest complete use of the library. */
public final class QuickStart {

  private static final Logger log = LoggerFactory.getLogger(QuickStart.class);

  private QuickStart() {}

  /**
   * Emits one event.
   *
   * @param dataSource a connection pool on PostgreSQL; 4 connections are enough
   * @param body the event's data
   */
  public static void emitOne(DataSource dataSource, byte[] body) {
    // README begin
    PgMigrations.migrate(dataSource);
    DurableEventStore store = PgDurableEventStore.builder(dataSource).build();
    try (DurableEmitter emitter =
        DurableEmitterSetup.builder(store).endpoint("chip-ingress.example.org:443").build()) {
      emitter.start();
      EmitReceipt receipt = emitter.emit(body, Map.of("source", "billing", "type", "invoice.paid"));
      log.info("event {} is durable", receipt.eventId());
    }
    // README end
  }
}
