package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A transport of one's own: here into a file. The engine does all the rest. */
final class OwnTransport {

  private OwnTransport() {}

  static void run(PrintStream out) throws Exception {
    Path file = Files.createTempFile("durable-emitter-example", ".tsv");
    try (LocalServices services = new LocalServices();
        DurableEmitter emitter =
            DurableEmitter.builder()
                .store(services.store())
                .transport(new LineTransport(file))
                .build()) {
      emitter.start();
      for (int i = 0; i < 100; i++) {
        emitter.emit(Event.of("audit", "login").json(("{\"user\":" + i + "}").getBytes(UTF_8)));
      }
      LocalServices.awaitDelivered(emitter, 100);
      out.println("lines in the file: " + Files.readAllLines(file).size());
    } finally {
      Files.delete(file);
    }
  }
}
