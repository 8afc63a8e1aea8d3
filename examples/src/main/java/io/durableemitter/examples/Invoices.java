package io.durableemitter.examples;

import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;

/** A part of a service that emits. It is given its emitter, so a test can give it another one. */
public final class Invoices {

  private final EventEmitter emitter;

  /** Whoever owns the emitter starts and closes it. */
  public Invoices(EventEmitter emitter) {
    this.emitter = emitter;
  }

  /** Returns when the event is stored. */
  public void pay(String invoice, long cents) {
    emitter.emit(
        Event.of("billing", "invoice.paid")
            .json("{\"invoice\":\"" + invoice + "\",\"cents\":" + cents + "}")
            .subject(invoice)
            .extension("tenant", "acme"));
  }
}
