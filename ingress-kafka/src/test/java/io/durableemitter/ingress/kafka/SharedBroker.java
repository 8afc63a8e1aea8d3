package io.durableemitter.ingress.kafka;

import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.broker.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one broker of this module's tests, started by the first that needs it, ended with the JVM.
 */
final class SharedBroker {

  static final String USER = "ingress";
  static final String PASSWORD = "secret-of-the-ingress";

  private static final KafkaBrokers BROKER =
      KafkaBrokers.builder().saslUser(USER, PASSWORD).start();
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private SharedBroker() {}

  static KafkaBrokers broker() {
    return BROKER;
  }

  static String servers() {
    return BROKER.bootstrapServers();
  }

  /** A new topic. */
  static String topic(Map<String, String> properties) {
    String name = "topic-" + TOPICS.incrementAndGet();
    BROKER.createTopic(name, 1, properties);
    return name;
  }

  static String topic() {
    return topic(Map.of());
  }

  /** The ids that a plain reader of committed records finds. */
  static List<String> ids(String topic) {
    return TopicReader.read(servers(), topic).stream()
        .map(
            record ->
                new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .toList();
  }
}
