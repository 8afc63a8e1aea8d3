package io.durableemitter.cli;

import io.durableemitter.kafka.ContentMode;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** How records of Kafka are made and sent, whoever sends them. */
final class KafkaRecordOptions {

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

  /** Whether any but the mode is given. */
  boolean given() {
    return !key.isEmpty() || !properties.isEmpty() || !file.isEmpty();
  }

  Optional<EventRule> key() {
    return key.isEmpty() ? Optional.empty() : Optional.of(EventRule.of(key));
  }

  KafkaConfig.Builder config() {
    return KafkaConfig.builder().contentMode(mode).properties(allProperties());
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
    return file.isEmpty() ? Map.of() : PropertiesFile.read(Path.of(file), "--kafka-properties");
  }
}
