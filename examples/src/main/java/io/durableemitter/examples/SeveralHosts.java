package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.time.Duration;

/** Two processes share one table: what one stored and could not send, the other delivers, once. */
final class SeveralHosts {

  private static final int EVENTS = 500;

  private SeveralHosts() {}

  static void run(PrintStream out) throws Exception {
    try (LocalServices services = new LocalServices()) {
      services.outage(true);
      try (DurableEmitter first = host(services)) {
        for (int i = 0; i < EVENTS; i++) {
          emit(first, "first-" + i);
        }
        out.println("the first host stored " + EVENTS + " events; the ingress is away");
      }
      out.println("the first host is gone; arrived until now: " + services.arrived());
      services.outage(false);
      try (DurableEmitter second = host(services);
          DurableEmitter third = host(services)) {
        emit(second, "second");
        emit(third, "third");
        services.awaitArrived(EVENTS + 2);
      }
      out.println("two other hosts delivered them and their own: " + services.arrived());
      out.println("duplicates: " + services.duplicates());
    }
  }

  private static DurableEmitter host(LocalServices services) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(services.store())
            .endpoint(services.endpoint())
            .plaintext()
            .emitter(
                EmitterConfig.builder()
                    .retransmit(
                        retransmit ->
                            retransmit
                                .after(Duration.ofSeconds(2))
                                .interval(Duration.ofMillis(200)))
                    .closeTimeout(Duration.ofSeconds(2))
                    .build())
            .build();
    emitter.start();
    return emitter;
  }

  private static void emit(DurableEmitter emitter, String id) {
    emitter.emit(Event.of("orders", "order.placed").json(("\"" + id + "\"").getBytes(UTF_8)));
  }
}
