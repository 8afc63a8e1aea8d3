package io.durableemitter.kafka;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of Kafka's producer: those that users pass on, and those that are ours. */
final class ProducerProperties {

  private static final String PROMISE = "it is fixed, since nothing less keeps the promise";
  private static final int MOST_REQUESTS = 5; // with which an idempotent producer keeps its promise
  private static final int LONGEST_SHOWN = 100;

  /** What brokers allow unless told otherwise: {@code transaction.max.timeout.ms}. */
  private static final long MOST_TRANSACTION_MILLIS = 900_000;

  /** What a user must not set, and why, or what to set instead. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "give the servers to the builder"),
          Map.entry(ProducerConfig.ACKS_CONFIG, PROMISE),
          Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, PROMISE),
          Map.entry(ProducerConfig.RETRIES_CONFIG, "deliveryTimeout bounds them"),
          Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "KafkaTransactions has its own"),
          Map.entry(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "contentMode decides it"),
          Map.entry(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "contentMode decides it"),
          Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, "set topicTimeout"),
          Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "set deliveryTimeout"),
          Map.entry(ProducerConfig.LINGER_MS_CONFIG, "set buffer.linger"),
          Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, "set buffer.batchBytes"),
          Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "set maxRequestBytes"),
          Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, "set buffer.maxInFlightBytes"));

  /** Compressions that need a library which does not come along. */
  private static final Map<String, Needed> COMPRESSIONS =
      Map.of(
          "zstd", new Needed("com.github.luben.zstd.Zstd", "com.github.luben:zstd-jni"),
          "lz4", new Needed("net.jpountz.lz4.LZ4Factory", "at.yawk.lz4:lz4-java"),
          "snappy", new Needed("org.xerial.snappy.Snappy", "org.xerial.snappy:snappy-java"));

  private static final Map<String, Object> REQUIRED =
      Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          "localhost:9092",
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class);

  private record Needed(String type, String artifact) {}

  private ProducerProperties() {}

  /** Fails if a property is one that users must not set, is none at all, or has a wrong value. */
  static void check(Map<String, String> properties) {
    Set<String> known = ProducerConfig.configNames();
    // what is plugged in may have properties that only it knows
    boolean plugged =
        properties.keySet().stream().anyMatch(name -> name.matches(".*\\.class(es)?"));
    properties.forEach(
        (name, value) -> {
          if (OURS.containsKey(name)) {
            throw wrong(name, "must not be set: " + OURS.get(name));
          }
          if (!known.contains(name) && !plugged) {
            throw wrong(name, "is no property of Kafka's producer" + closest(name, known));
          }
          checkValue(name, value);
        });
    checkRequests(properties);
    checkCompression(properties);
  }

  private static void checkValue(String name, String value) {
    Map<String, Object> one = new HashMap<>(REQUIRED);
    one.put(name, value);
    try {
      Map<String, Object> unused = ProducerConfig.configDef().parse(one);
    } catch (ConfigException e) {
      throw new IllegalArgumentException("properties: " + ErrorText.message(e), e);
    }
  }

  private static void checkRequests(Map<String, String> properties) {
    String requests = properties.get(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
    if (requests != null && Integer.parseInt(requests.strip()) > MOST_REQUESTS) {
      throw wrong(
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          "must be at most " + MOST_REQUESTS + ", or attempts could make duplicates");
    }
  }

  private static void checkCompression(Map<String, String> properties) {
    Needed needed = COMPRESSIONS.get(properties.getOrDefault("compression.type", "").strip());
    if (needed != null && !isThere(needed.type())) {
      throw wrong(
          "compression.type",
          "needs "
              + needed.artifact()
              + " on the class path, of the version that kafka-clients names; gzip needs nothing");
    }
  }

  private static boolean isThere(String type) {
    return ProducerProperties.class.getClassLoader().getResource(type.replace('.', '/') + ".class")
        != null;
  }

  private static IllegalArgumentException wrong(String name, String rule) {
    return new IllegalArgumentException(
        "properties: " + ForeignText.oneLine(name, LONGEST_SHOWN) + " " + rule);
  }

  private static String closest(String name, Set<String> known) {
    return known.stream()
        .filter(other -> distance(name, other) <= 2)
        .findFirst()
        .map(other -> "; is " + other + " meant?")
        .orElse("; see https://kafka.apache.org/documentation/#producerconfigs");
  }

  /** How many letters differ, counted up to three. */
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 2) {
      return 3;
    }
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  /** All of them, for a producer. */
  static Map<String, Object> of(String bootstrapServers, KafkaConfig config) {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.CLIENT_ID_CONFIG, config.clientName());
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeout(config));
    all.put("enable.metrics.push", false);
    all.putAll(config.properties());
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // whoever sends does not wait: neither for a topic that there is not, nor for memory
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout()));
    all.put(ProducerConfig.LINGER_MS_CONFIG, (long) millis(config.buffer().linger()));
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, config.buffer().batchBytes());
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, config.maxRequestBytes());
    // room for the bytes in flight, and for the last batch of a few partitions
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.buffer().maxInFlightBytes() + (1L << 20));
    return all;
  }

  /** All of them, for a producer of transactions. Its thread may wait: it has no other work. */
  static Map<String, Object> transactional(
      String bootstrapServers, KafkaConfig config, String transactionalId) {
    Map<String, Object> all = of(bootstrapServers, config);
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    all.put(ProducerConfig.CLIENT_ID_CONFIG, transactionalId);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, config.topicTimeout().toMillis());
    // one that hangs holds up whoever reads what is committed, but must not end before its records
    long most = config.deliveryTimeout().plus(config.topicTimeout()).toMillis() + 10_000;
    all.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) Math.min(most, MOST_TRANSACTION_MILLIS));
    return all;
  }

  private static int requestTimeout(KafkaConfig config) {
    int left = millis(config.deliveryTimeout()) - millis(config.buffer().linger());
    return Math.min(10_000, Math.max(1, left / 2));
  }

  private static int millis(Duration time) {
    return (int) time.toMillis();
  }
}
