package io.durableemitter.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.durableemitter.api.Event;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import java.io.PrintStream;
import java.time.Duration;

/**
 * A plugin stores its events and tries to send them once; the maintenance is its host's. This
 * plugin cannot even reach the ingress, and its events arrive all the same.
 */
final class PluginAndHost {

  private PluginAndHost() {}

  static void run(PrintStream out) throws Exception {
    try (LocalServices services = new LocalServices();
        DurableEmitter host = emitter(services, services.endpoint(), true)) {
      host.start();
      // nothing listens on port 1
      try (DurableEmitter plugin = emitter(services, "127.0.0.1:1", false)) {
        plugin.start();
        for (int i = 0; i < 10; i++) {
          plugin.emit(Event.of("plugin", "measured").json(("{\"n\":" + i + "}").getBytes(UTF_8)));
        }
        out.println("the plugin stored " + plugin.stats().emitted());
        services.awaitArrived(10);
        LocalServices.awaitDelivered(host, 10);
        out.println("the plugin delivered " + plugin.stats().delivered());
        out.println("the host delivered " + host.stats().delivered());
      }
    }
  }

  private static DurableEmitter emitter(LocalServices services, String endpoint, boolean host) {
    return DurableEmitterSetup.builder(services.store())
        .endpoint(endpoint)
        .plaintext()
        .emitter(
            EmitterConfig.builder()
                .retransmit(
                    retransmit ->
                        retransmit
                            .enabled(host)
                            .after(Duration.ofSeconds(1))
                            .interval(Duration.ofMillis(200)))
                .closeTimeout(Duration.ofSeconds(2))
                .build())
        .build();
  }
}
