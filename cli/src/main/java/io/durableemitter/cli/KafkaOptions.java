package io.durableemitter.cli;

import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.kafka.ContentMode;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import io.durableemitter.setup.KafkaSetup;
import io.durableemitter.spi.DurableEventStore;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Where in Kafka events are delivered, instead of a Chip Ingress server. */
final class KafkaOptions {

  /** What a destination in Kafka begins with. */
  static final String SCHEME = "kafka:";

  /** What a destination in Kafka looks like. */
  static final String FORM = "kafka:HOST:PORT[,HOST:PORT...]/TOPIC";

  @Option(
      names = "--kafka-key",
      paramLabel = "RULE",
      defaultValue = "",
      description =
          "The key of records, such as {subject}; an event without it is refused. Default: the"
              + " attribute partitionkey, if an event has it.")
  private String key = "";

  @Option(
      names = "--kafka-mode",
      paramLabel = "MODE",
      defaultValue = "binary",
      description = "binary: attributes are headers; structured: JSON. Default ${DEFAULT-VALUE}.")
  private ContentMode mode = ContentMode.BINARY;

  @Option(
      names = "--kafka-property",
      paramLabel = "NAME=VALUE",
      description =
          "A property of Kafka's producer, such as security.protocol=SSL; repeatable. Secrets"
              + " belong into --kafka-properties: others see the command line.")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      defaultValue = "",
      description = "A file of such properties.")
  private String file = "";

  /** Fails if one of them is given though nothing goes to Kafka. */
  void checkNotGiven() {
    if (!key.isEmpty() || !properties.isEmpty() || !file.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "options of Kafka are given without --to " + FORM + "; add it");
    }
  }

  /** Fails if the options are wrong; connects to nothing. */
  void check(String to) {
    try {
      KafkaBatchEmitter.Builder transport =
          KafkaBatchEmitter.builder(servers(to), EventRule.of(topic(to))).config(config());
      if (!key.isEmpty()) {
        transport.key(EventRule.of(key));
      }
      transport.build().close();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
  }

  private KafkaConfig config() {
    return KafkaConfig.builder().contentMode(mode).properties(allProperties()).build();
  }

  private static CommandException usage(IllegalArgumentException e) {
    return new CommandException(ExitCode.USAGE, "--to: " + Errors.message(e), e);
  }

  DurableEmitter emitter(String to, DurableEventStore store, EmitterConfig config) {
    try {
      KafkaSetup setup =
          DurableEmitterSetup.kafka(store, servers(to), topic(to))
              .emitter(config)
              .transport(config());
      if (!key.isEmpty()) {
        setup.key(EventRule.of(key));
      }
      return setup.build();
    } catch (IllegalArgumentException e) {
      throw usage(e);
    }
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

  private Map<String, String> allProperties() {
    Map<String, String> all = new TreeMap<>(fromFile());
    for (String line : properties) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new CommandException(
            ExitCode.USAGE, "--kafka-property needs NAME=VALUE, such as security.protocol=SSL");
      }
      all.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return all;
  }

  private Map<String, String> fromFile() {
    Map<String, String> all = new TreeMap<>();
    if (file.isEmpty()) {
      return all;
    }
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      read.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " does not exist; check --kafka-properties", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + file + " cannot be read: " + Errors.message(e), e);
    }
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    return all;
  }
}
