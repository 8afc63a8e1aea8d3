package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** Where events go: a Chip Ingress server, Kafka, or a receiver by HTTP. */
final class Destination {

  private static final List<String> OF_THE_INGRESS =
      List.of(
          "--endpoint",
          "--publish-timeout",
          "--plaintext",
          "--credentials-over-plaintext",
          "--tls-ca",
          "--tls-cert",
          "--tls-key",
          "--key",
          "--token-ttl",
          "--header");

  @Option(
      names = "--to",
      paramLabel = "DESTINATION",
      defaultValue = "",
      description = {
        "Deliver elsewhere than to a Chip Ingress server.",
        KafkaOptions.FORM
            + ": topics of Kafka; in TOPIC a name in braces is an attribute of the event:"
            + " events.{type}.",
        HttpOptions.FORM + ": a webhook or a broker that takes CloudEvents by HTTP; http: too."
      })
  private String to = "";

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private HttpOptions http = new HttpOptions();

  private enum Kind {
    INGRESS("a Chip Ingress server"),
    KAFKA("Kafka"),
    HTTP("a receiver by HTTP");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private Kind kind() {
    if (to.isEmpty()) {
      return Kind.INGRESS;
    }
    if (to.startsWith(KafkaOptions.SCHEME)) {
      return Kind.KAFKA;
    }
    if (HttpOptions.isFor(to)) {
      return Kind.HTTP;
    }
    throw new CommandException(
        ExitCode.USAGE,
        "--to must be "
            + KafkaOptions.FORM
            + ", such as kafka:localhost:9092/orders, or "
            + HttpOptions.FORM);
  }

  /** Fails if the options are wrong; asked before anything else is started. */
  void check(ParseResult given) {
    Kind kind = kind();
    if (kind != Kind.KAFKA) {
      kafka.checkNotGiven();
    }
    if (kind != Kind.HTTP) {
      http.checkNotGiven();
    }
    if (kind != Kind.INGRESS) {
      OF_THE_INGRESS.stream()
          .filter(given::hasMatchedOption)
          .findFirst()
          .ifPresent(name -> refuse(name, kind));
    }
    switch (kind) {
      case INGRESS -> connection.check();
      case KAFKA -> kafka.check(to);
      case HTTP -> http.check(to);
    }
  }

  private static void refuse(String name, Kind kind) {
    throw new CommandException(
        ExitCode.USAGE,
        name + " is for a Chip Ingress server, and --to names " + kind.label + "; leave out one");
  }

  /** What a look at it finds; at an ingress only if somebody has named one. */
  List<Finding> examined(boolean endpointGiven) {
    return switch (kind()) {
      case INGRESS ->
          endpointGiven
              ? connection.examined()
              : List.of(
                  new Finding(
                      "ingress.endpoint",
                      Finding.Severity.INFO,
                      "no ingress was looked at, since none is named",
                      "add --endpoint HOST:PORT, with the options that the emitter has"));
      case KAFKA -> kafka.examined(to);
      case HTTP -> http.examined(to);
    };
  }

  String name() {
    return to.isEmpty() ? connection.endpoint : to;
  }

  DurableEmitter emitter(DurableEventStore store, EmitterConfig config, Telemetry telemetry) {
    return switch (kind()) {
      case INGRESS -> connection.emitter(store, config, telemetry);
      case KAFKA -> kafka.emitter(to, store, config, telemetry);
      case HTTP -> http.emitter(to, store, config, telemetry);
    };
  }
}
