package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** One process writes to three tables, by the key of each event; it could be three databases. */
final class SeveralShards {

  private static final int SHARDS = 3;
  private static final int EVENTS = 300;

  private SeveralShards() {}

  static void run(PrintStream out) throws Exception {
    try (LocalServices services = new LocalServices()) {
      List<DurableEmitter> emitters = new ArrayList<>();
      for (int i = 0; i < SHARDS; i++) {
        emitters.add(
            DurableEmitterSetup.builder(services.store("shard_" + i + ".events"))
                .endpoint(services.endpoint())
                .plaintext()
                .build());
      }
      try (ShardedEmitter sharded = new ShardedEmitter(emitters)) {
        sharded.start();
        for (int i = 0; i < EVENTS; i++) {
          String customer = "customer-" + i % 50;
          var unused =
              sharded.emit(
                  customer,
                  Event.of("orders", "order.placed")
                      .subject(customer)
                      .json(("\"" + i + "\"").getBytes(UTF_8)));
        }
        services.awaitArrived(EVENTS);
        for (int i = 0; i < SHARDS; i++) {
          out.println("shard " + i + " took events: " + (emitters.get(i).stats().emitted() > 0));
        }
        out.println("arrived: " + services.arrived() + ", duplicates: " + services.duplicates());
        out.println("ready: " + sharded.health().isReady());
      }
    }
  }
}
