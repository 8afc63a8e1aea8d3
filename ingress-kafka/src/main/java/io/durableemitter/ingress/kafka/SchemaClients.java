package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients of Kafka.
 *
 * @param servers where they begin
 * @param properties TLS, SASL and names, for all of them
 * @param timeout how long a question to the brokers may take
 */
record SchemaClients(String servers, Map<String, String> properties, Duration timeout) {

  private static final List<String> PREFIXES = List.of("security.", "ssl.", "sasl.", "client.");

  SchemaClients {
    properties = Map.copyOf(properties);
    properties.keySet().stream()
        .filter(name -> PREFIXES.stream().noneMatch(name::startsWith))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "the property "
                      + name
                      + " cannot be set for schemas; those can that begin with "
                      + String.join(", ", PREFIXES));
            });
  }

  Admin admin() {
    return made(() -> Admin.create(all(Map.of())));
  }

  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> ours =
        Map.of(
            "acks",
            "all",
            "enable.idempotence",
            true,
            "linger.ms",
            0,
            "delivery.timeout.ms",
            millis(),
            "max.block.ms",
            millis());
    return made(
        () -> new KafkaProducer<>(all(ours), new ByteArraySerializer(), new ByteArraySerializer()));
  }

  KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> ours =
        Map.of("enable.auto.commit", false, "auto.offset.reset", "none", "fetch.max.wait.ms", 200);
    return made(
        () ->
            new KafkaConsumer<>(
                all(ours), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  private int millis() {
    return (int) timeout.toMillis();
  }

  private Map<String, Object> all(Map<String, Object> ours) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", servers);
    all.put("enable.metrics.push", false);
    all.put("request.timeout.ms", millis());
    if (!ours.containsKey("max.block.ms")) {
      all.put("default.api.timeout.ms", millis());
    }
    all.putAll(ours);
    return all;
  }

  private <T> T made(Supplier<T> client) {
    try {
      return client.get();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "no client of Kafka can be made for " + servers + ": " + ErrorText.message(cause), e);
    }
  }
}
