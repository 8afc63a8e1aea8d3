package io.durableemitter.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.broker.TopicReader;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with the sink in front of real brokers, as clients see it over a socket. */
@Timeout(120)
class KafkaSinkTest {

  private static final KafkaConfig QUICK =
      KafkaConfig.builder()
          .topicTimeout(Duration.ofSeconds(2))
          .deliveryTimeout(Duration.ofSeconds(20))
          .shutdownTimeout(Duration.ofSeconds(2))
          .build();

  @TempDir private Path folder = Path.of("");

  private static IngressServer start(KafkaSinkBuilder sink) {
    IngressServer server = IngressServer.builder().sink(sink.build()).build();
    server.start();
    return server;
  }

  private static KafkaSinkBuilder to(String topic) {
    return KafkaSink.builder(SharedBroker.servers()).topic(EventRule.of(topic)).config(QUICK);
  }

  @Test
  void anEventIsInItsTopicWhenItIsAnsweredWithTheHeadersOfTheTransport() throws Exception {
    String topic = SharedBroker.topic();
    try (IngressServer server = start(to(topic).key(EventRule.of("{source}-{partitionkey}")));
        Client client = new Client(server)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.publish(Client.event("a" + i), Client.event("b" + i)))
            .containsOnly(PublishError.getDefaultInstance());
        assertThat(SharedBroker.ids(topic)).hasSize(2 * i + 2);
      }
    }
    ConsumerRecord<byte[], byte[]> first = TopicReader.read(SharedBroker.servers(), topic).get(0);
    assertThat(first.key()).asString(StandardCharsets.UTF_8).isEqualTo("shop-p");
    assertThat(first.value()).hasSize(10);
    Map<String, String> headers = new java.util.TreeMap<>();
    first
        .headers()
        .forEach(one -> headers.put(one.key(), new String(one.value(), StandardCharsets.UTF_8)));
    assertThat(headers)
        .containsOnly(
            Map.entry("ce_id", "a0"),
            Map.entry("ce_source", "shop"),
            Map.entry("ce_type", "order.placed"),
            Map.entry("ce_specversion", "1.0"),
            Map.entry("ce_partitionkey", "p"),
            Map.entry("ce_idempotencykey", "key-of-a0"));
  }

  @Test
  void whatIsWrongWithOneEventIsItsOwnError() throws Exception {
    String orders = SharedBroker.topic(Map.of("max.message.bytes", "2000"));
    Path mapping = folder.resolve("topics.json");
    Files.writeString(
        mapping,
        """
        {"topics": [
          {"source": "shop", "type": "order.*", "topic": "%s"},
          {"source": "shop", "type": "*", "topic": "no-such-{type}"}]}
        """
            .formatted(orders));
    try (IngressServer server =
            start(KafkaSink.builder(SharedBroker.servers()).mapping(mapping).config(QUICK));
        Client client = new Client(server)) {
      List<PublishError> errors =
          client.publish(
              Client.event("good"),
              Client.event("elsewhere", "order.placed", "no rule", 10),
              Client.event("shop", "bill", "no topic", 10),
              Client.event("shop", "order.placed", "large", 5_000));
      assertThat(errors.get(0)).isEqualTo(PublishError.getDefaultInstance());
      assertThat(errors)
          .extracting(PublishError::getErrorCode)
          .containsExactly(
              PublishErrorCode.PUBLISH_ERROR_CODE_UNKNOWN,
              PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION,
              PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION,
              PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED);
      assertThat(errors.get(1).getReason()).contains("topics.json").contains("yields nothing");
      assertThat(errors.get(2).getReason()).contains("there is no topic no-such-bill");
      assertThat(errors.get(3).getReason()).contains(orders);
    }
    assertThat(SharedBroker.ids(orders)).containsExactly("good");
  }

  @Test
  void aTransactionalBatchIsReadAsAWholeOrNotAtAll() throws Exception {
    String topic = SharedBroker.topic(Map.of("max.message.bytes", "2000"));
    try (IngressServer server = start(to(topic).transactions(1));
        Client client = new Client(server)) {
      PublishResponse whole =
          client.send(true, Client.event("a"), Client.event("b")).get(60, TimeUnit.SECONDS);
      assertThat(whole.getResultsList()).hasSize(2).noneMatch(result -> result.hasError());
      assertThatThrownBy(
              () ->
                  client
                      .send(
                          true,
                          Client.event("c"),
                          Client.event("shop", "order.placed", "large", 5_000))
                      .get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("INVALID_ARGUMENT")
          .hasMessageContaining("all or none");
      assertThat(SharedBroker.ids(topic)).containsExactly("a", "b");
    }
  }

  @Test
  void aMappingIsReadAgainAndABrokenOneChangesNothing() throws Exception {
    String one = SharedBroker.topic();
    String other = SharedBroker.topic();
    Path mapping = folder.resolve("topics.json");
    Files.writeString(mapping, mapping(one));
    KafkaSink sink =
        KafkaSink.builder(SharedBroker.servers()).mapping(mapping).config(QUICK).build();
    try (IngressServer server = IngressServer.builder().sink(sink).build()) {
      server.start();
      try (Client client = new Client(server)) {
        assertThat(sink.description()).contains(one + " (1 replica, min.insync.replicas 1)");
        Files.writeString(mapping, "{\"topics\": [{\"source\": \"shop\", \"typ\": \"*\"}]}");
        until(() -> sink.description().contains("the last good one stays"));
        assertThat(sink.description())
            .contains("rule 1: there is no field 'typ'; a rule has source, type and topic");
        assertThat(sink.problem()).as("it still takes events").isEmpty();
        Files.writeString(mapping, mapping("not-there"));
        until(() -> sink.description().contains("there is no topic not-there"));
        assertThat(client.publish(Client.event("1")))
            .containsExactly(PublishError.getDefaultInstance());
        Files.writeString(mapping, mapping(other));
        until(() -> !sink.description().contains("the last good one stays"));
        assertThat(client.publish(Client.event("2")))
            .containsExactly(PublishError.getDefaultInstance());
      }
    }
    assertThat(SharedBroker.ids(one)).containsExactly("1");
    assertThat(SharedBroker.ids(other)).containsExactly("2");
  }

  private static String mapping(String topic) {
    return "{\"topics\": [{\"source\": \"*\", \"type\": \"*\", \"topic\": \"" + topic + "\"}]}";
  }

  @Test
  void whileTheBrokerIsHeldStillCallsAreToldToComeAgainAndOthersAreAnswered() throws Exception {
    String topic = SharedBroker.topic();
    KafkaConfig small =
        QUICK.toBuilder()
            .maxRequestBytes(1 << 20)
            .buffer(
                buffer -> buffer.queueBytes(2 << 20).maxInFlightBytes(2 << 20).batchBytes(16 << 10))
            .build();
    try (IngressServer server = start(to(topic).config(small));
        Client client = new Client(server);
        Client other = new Client(server)) {
      assertThat(client.publish(Client.event("first"))).hasSize(1);
      List<Answer<PublishResponse>> calls = new ArrayList<>();
      SharedBroker.broker().pause(0);
      try {
        CloudEvent large = Client.event("shop", "order.placed", "large", 200_000);
        // three times as many as there is room for, in whatever order the server comes to them
        for (int i = 0; i < 30; i++) {
          calls.add(client.send(false, large));
        }
        until(() -> calls.stream().anyMatch(Answer::isDone));
        Answer<PublishResponse> refused =
            calls.stream().filter(Answer::isDone).findFirst().orElseThrow();
        assertThatThrownBy(refused::get)
            .hasMessageContaining("RESOURCE_EXHAUSTED: Kafka is behind");
        // an invalid event needs no Kafka: it is answered, although as many calls wait
        List<PublishError> answered = other.publish(Client.event("", "", "invalid", 1));
        assertThat(answered.get(0).getReason()).isEqualTo("source is empty");
      } finally {
        SharedBroker.broker().resume(0);
      }
      for (Answer<PublishResponse> call : calls) {
        if (isAnswered(call)) {
          assertThat(call.get().getResults(0).hasError()).isFalse();
        }
      }
      until(() -> isAnswered(client.send(false, Client.event("last"))));
    }
    assertThat(SharedBroker.ids(topic)).contains("first", "large", "last");
  }

  private static boolean isAnswered(Answer<PublishResponse> call) {
    try {
      return call.get(60, TimeUnit.SECONDS).getResultsCount() == 1;
    } catch (ExecutionException e) {
      assertThat(e).hasMessageContaining("RESOURCE_EXHAUSTED");
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneOfThreeBrokersIsKilledAndNothingIsLost() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.builder().brokers(3).start()) {
      brokers.createTopic("events", 3, Map.of());
      KafkaSink sink =
          KafkaSink.builder(brokers.bootstrapServers()).topic(EventRule.of("events")).build();
      try (IngressServer server = IngressServer.builder().sink(sink).build()) {
        server.start();
        assertThat(sink.description()).contains("events (3 replicas, min.insync.replicas 2)");
        try (Client client = new Client(server)) {
          List<Answer<PublishResponse>> calls = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            if (i == 100) {
              brokers.kill(0);
            }
            calls.add(client.send(i % 10 == 0, Client.event("a" + i), Client.event("b" + i)));
          }
          for (Answer<PublishResponse> call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS).getResultsList())
                .noneMatch(result -> result.hasError());
          }
        }
      }
      assertThat(TopicReader.read(brokers.bootstrapServers(), "events"))
          .extracting(
              one -> new String(one.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
          .hasSize(600)
          .doesNotHaveDuplicates();
    }
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("in time").isNegative();
      Thread.onSpinWait();
    }
  }
}
