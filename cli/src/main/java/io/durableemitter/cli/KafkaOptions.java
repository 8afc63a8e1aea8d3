package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.chipingress.internal.diagnosis.AddressProbe;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaBatchEmitterBuilder;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.setup.KafkaSetup;
import io.durableemitter.spi.DurableEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Where in Kafka events are delivered, instead of a Chip Ingress server. */
final class KafkaOptions {

  /** What a destination in Kafka begins with. */
  static final String SCHEME = "kafka:";

  /** What a destination in Kafka looks like. */
  static final String FORM = "kafka:HOST:PORT[,HOST:PORT...]/TOPIC";

  @Mixin private KafkaRecordOptions records = new KafkaRecordOptions();

  /** Fails if one of them is given though nothing goes to Kafka. */
  void checkNotGiven() {
    if (records.given()) {
      throw new CommandException(
          ExitCode.USAGE, "options of Kafka are given without --to " + FORM + "; add it");
    }
  }

  /** Fails if the options are wrong; connects to nothing. */
  void check(String to) {
    try {
      KafkaBatchEmitterBuilder transport =
          KafkaBatchEmitter.builder(servers(to), EventRule.of(topic(to))).config(config());
      records.key().ifPresent(transport::key);
      transport.build().close();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private KafkaConfig config() {
    return records.config().build();
  }

  private static CommandException usage(IllegalArgumentException e) {
    return new CommandException(ExitCode.USAGE, "--to: " + Errors.message(e), e);
  }

  DurableEmitter emitter(
      String to, DurableEventStore store, EmitterConfig config, Telemetry telemetry) {
    try {
      KafkaSetup setup =
          DurableEmitterSetup.kafka(store, servers(to), topic(to))
              .emitter(config)
              .transport(config());
      records.key().ifPresent(setup::key);
      telemetry.meter().ifPresent(setup::meter);
      telemetry.traces().ifPresent(setup::openTelemetry);
      return setup.build();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  /** Which of the brokers can be reached. */
  List<Finding> examined(String to) {
    List<Finding> findings = new ArrayList<>();
    for (String server : servers(to).split(",", -1)) {
      int colon = server.lastIndexOf(':');
      findings.addAll(
          AddressProbe.of(
              "kafka",
              server.substring(0, colon),
              Integer.parseInt(server.substring(colon + 1)),
              Optional.empty()));
    }
    return findings;
  }

  private static String servers(String to) {
    return to.substring(SCHEME.length(), slash(to));
  }

  private static String topic(String to) {
    return to.substring(slash(to) + 1);
  }

  private static int slash(String to) {
    int slash = to.indexOf('/');
    if (slash < SCHEME.length() || slash == to.length() - 1) {
      throw new CommandException(
          ExitCode.USAGE, "--to must be " + FORM + ", such as kafka:localhost:9092/orders");
    }
    return slash;
  }
}
