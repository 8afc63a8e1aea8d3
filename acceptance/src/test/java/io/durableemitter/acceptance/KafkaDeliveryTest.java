package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.setup.DurableEmitterSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From PostgreSQL to a real broker, and back by a plain consumer and the SDK of CloudEvents. */
@Timeout(180)
class KafkaDeliveryTest {

  private static KafkaBrokers brokers;

  private final TestEnvironment environment = new TestEnvironment();

  @BeforeAll
  static void startBroker() {
    brokers = KafkaBrokers.builder().start();
  }

  @AfterAll
  static void stopBroker() {
    brokers.close();
  }

  @AfterEach
  void close() {
    environment.close();
  }

  @Test
  void eventsOutliveABrokerThatIsKilled() throws Exception {
    brokers.createTopic("outlive", 3, Map.of());
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit.after(Duration.ofSeconds(1)).interval(Duration.ofMillis(500)))
            .build();
    KafkaConfig quick = KafkaConfig.builder().deliveryTimeout(Duration.ofSeconds(3)).build();
    try (DurableEmitter emitter =
        DurableEmitterSetup.kafka(environment.store(), brokers.bootstrapServers(), "outlive")
            .emitter(config)
            .transport(quick)
            .build()) {
      emitter.start();
      Set<String> ids = new HashSet<>();
      for (int i = 0; i < 1_000; i++) {
        if (i == 300) {
          brokers.kill(0);
        }
        ids.add(emit(emitter, "sample", i));
      }
      Eventually.holds(
          () -> "ready " + emitter.health(), () -> emitter.stats().deliveryFailures() > 0);
      brokers.restart(0);
      Eventually.holds(() -> environment.rows() + " rows are left", () -> environment.rows() == 0);
      assertThat(emitter.stats().deadLetters()).isZero();
      List<String> read = read("outlive", ids);
      assertThat(read).containsAll(ids);
      assertThat(read.size() - ids.size())
          .as("duplicates: what the killed broker may have had without saying so")
          .isLessThanOrEqualTo(700);
    }
  }

  @Test
  void anEventWhoseTopicThereIsNotBecomesADeadLetterAndTheOthersGoOn() throws Exception {
    brokers.createTopic("known", 1, Map.of());
    KafkaConfig quick = KafkaConfig.builder().topicTimeout(Duration.ofSeconds(1)).build();
    try (DurableEmitter emitter =
        DurableEmitterSetup.kafka(environment.store(), brokers.bootstrapServers(), "{type}")
            .transport(quick)
            .build()) {
      emitter.start();
      String lost = emit(emitter, "unknown", 1);
      Set<String> ids = Set.of(emit(emitter, "known", 2), emit(emitter, "known", 3));
      assertThat(read("known", ids)).containsExactlyInAnyOrderElementsOf(ids);
      Eventually.holds(
          () -> "dead letters " + emitter.stats().deadLetters(),
          () -> emitter.stats().deadLetters() == 1);
      assertThat(environment.store().listDeadLetters(DeadLetterFilter.ALL, 0, 10, 1 << 20))
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.header().id()).isEqualTo(lost);
                assertThat(letter.reason()).isEqualTo(DeadLetterReason.REJECTED);
                assertThat(letter.lastError()).contains("there is no topic unknown");
              });
    }
  }

  @Test
  void theCommandDelivers(@TempDir Path folder) throws Exception {
    brokers.createTopic("command.orders", 1, Map.of());
    Path input =
        Files.writeString(
            folder.resolve("events.ndjson"),
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"shop\",\"type\":\"orders\","
                + "\"subject\":\"a\",\"data\":{\"n\":1}}\n");
    try (ChildProcess command =
        Commands.start(
            folder,
            "emit",
            "--to",
            "kafka:" + brokers.bootstrapServers() + "/command.{type}",
            "--kafka-key",
            "{subject}",
            "--kafka-mode",
            "structured",
            "--input",
            input.toString(),
            "--json")) {
      assertThat(command.awaitExit()).as(command.text()).isZero();
      assertThat(Commands.lastLineOf(command)).contains("\"delivered\":1");
    }
    assertThat(read("command.orders", Set.of("1"))).containsExactly("1");
  }

  private static String emit(DurableEmitter emitter, String type, int i) {
    return emitter
        .emit(
            ("event " + i).getBytes(StandardCharsets.UTF_8),
            Map.of("source", "acceptance", "type", type))
        .eventId();
  }

  /** The ids in a topic, read until all that are expected have come. */
  private static List<String> read(String topic, Set<String> expected) {
    List<String> ids = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", brokers.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!ids.containsAll(expected) && System.nanoTime() - end < 0) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                one -> {
                  CloudEvent event = KafkaMessageFactory.createReader(one).toEvent();
                  ids.add(event.getId());
                });
      }
    }
    return ids;
  }
}
