package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Plain Java: one event, many in one commit, and one without waiting. */
final class PlainService {

  private PlainService() {}

  static void run(PrintStream out) throws Exception {
    try (LocalServices services = new LocalServices();
        DurableEmitter emitter =
            DurableEmitterSetup.builder(services.store())
                .endpoint(services.endpoint())
                .plaintext() // TLS is the default
                .build()) {
      emitter.start();

      EmitReceipt receipt = emitter.emit(invoice("in-1"));
      out.println("committed: " + receipt.eventId());

      emitter
          .emitAll(List.of(invoice("in-2"), invoice("in-3")))
          .forEach(result -> out.println("of many: " + result));

      emitter
          .emitAsync(invoice("in-4"))
          .thenAccept(later -> out.println("committed later: " + later.eventId()))
          .get(30, TimeUnit.SECONDS);

      services.awaitArrived(4);
      out.println("arrived at the other end: " + services.arrived());
    }
  }

  private static Event invoice(String id) {
    byte[] json = ("{\"invoice\":\"" + id + "\",\"cents\":4200}").getBytes(UTF_8);
    return Event.of("billing", "invoice.paid").json(json).subject(id).id(id);
  }
}
