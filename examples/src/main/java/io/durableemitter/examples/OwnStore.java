package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.examples.sqlite.SqliteEventStore;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A store of one's own, by the contract: a SQLite file for a process without PostgreSQL. */
final class OwnStore {

  private OwnStore() {}

  static void run(PrintStream out) throws Exception {
    Path folder = Files.createTempDirectory("durable-emitter-example");
    Path file = folder.resolve("events.db");
    try (LocalServices services = new LocalServices()) {
      services.outage(true);
      try (SqliteEventStore store = new SqliteEventStore(file, Clock.systemUTC());
          DurableEmitter emitter = emitter(store, services)) {
        for (int i = 0; i < 20; i++) {
          emitter.emit(Event.of("device", "measured").json(("{\"n\":" + i + "}").getBytes(UTF_8)));
        }
        out.println("stored in the file: " + pending(store) + "; the ingress is away");
      }
      services.outage(false);
      try (SqliteEventStore store = new SqliteEventStore(file, Clock.systemUTC());
          DurableEmitter emitter = emitter(store, services)) {
        services.awaitArrived(20);
        LocalServices.awaitDelivered(emitter, 20);
        out.println("delivered by the next process: " + services.arrived());
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path one : files.toList()) {
          Files.delete(one);
        }
      }
      Files.delete(folder);
    }
  }

  private static DurableEmitter emitter(SqliteEventStore store, LocalServices services) {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(store).endpoint(services.endpoint()).plaintext().build();
    emitter.start();
    return emitter;
  }

  private static long pending(SqliteEventStore store) {
    return store.observeQueue(Duration.ofHours(1), Duration.ofMinutes(1)).depth();
  }
}
