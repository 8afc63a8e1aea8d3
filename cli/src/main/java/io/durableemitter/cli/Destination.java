package io.durableemitter.cli;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** Where events go: a Chip Ingress server or Kafka. */
final class Destination {

  private static final List<String> OF_THE_INGRESS =
      List.of(
          "--endpoint",
          "--plaintext",
          "--credentials-over-plaintext",
          "--tls-ca",
          "--tls-cert",
          "--tls-key",
          "--key",
          "--token-ttl",
          "--header");

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  /** Fails if the options are wrong; asked before anything else is started. */
  void check(ParseResult given) {
    if (!kafka.given()) {
      kafka.checkNotGiven();
      connection.check();
      return;
    }
    Stream<String> both = OF_THE_INGRESS.stream().filter(given::hasMatchedOption);
    both.findFirst()
        .ifPresent(
            name -> {
              throw new CommandException(
                  ExitCode.USAGE,
                  name + " is for a Chip Ingress server, and --to names Kafka; leave out one");
            });
    kafka.check();
  }

  String name() {
    return kafka.given() ? kafka.destination() : connection.endpoint;
  }

  DurableEmitter emitter(DurableEventStore store, EmitterConfig config) {
    return kafka.given() ? kafka.emitter(store, config) : connection.emitter(store, config);
  }
}
