package io.durableemitter.examples;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.postgres.PgMigrations;
import io.durableemitter.setup.DurableEmitterSetup;
import javax.sql.DataSource;

/** A part of a service that emits events for as long as the service runs. */
// README begin
public final class InvoiceEvents implements AutoCloseable {

  private final DurableEmitter emitter;

  /** Once per process. The pool is its own: 8 connections, a connection timeout of 5 s. */
  public InvoiceEvents(DataSource pool, String chipIngress) {
    PgMigrations.migrate(pool);
    emitter =
        DurableEmitterSetup.builder(PgDurableEventStore.builder(pool).build())
            .endpoint(chipIngress)
            .build();
    emitter.start();
  }

  /** Returns when the event is committed; EmitException says whether it may be stored. */
  public EmitReceipt paid(String invoiceId, byte[] json) {
    return emitter.emit(Event.of("billing", "invoice.paid").json(json).subject(invoiceId));
  }

  /** Sends what is in hand, for a while; the rest stays in PostgreSQL for the next process. */
  @Override
  public void close() {
    emitter.close();
  }
}
// README end
