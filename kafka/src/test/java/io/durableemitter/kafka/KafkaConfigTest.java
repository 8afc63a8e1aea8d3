package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {

  @Test
  void aCopyHasAllSettings() {
    KafkaConfig config =
        KafkaConfig.builder()
            .contentMode(ContentMode.STRUCTURED)
            .buffer(buffer -> buffer.linger(Duration.ZERO).maxInFlight(7))
            .maxRequestBytes(1 << 20)
            .deliveryTimeout(Duration.ofSeconds(3))
            .topicTimeout(Duration.ofSeconds(2))
            .shutdownTimeout(Duration.ofSeconds(1))
            .permanentRejections(java.util.Set.of(KafkaRejection.NO_KEY))
            .callbackThreads(2)
            .clientName("other")
            .properties(Map.of("compression.type", "gzip"))
            .build();
    assertThat(config.toBuilder().build()).usingRecursiveComparison().isEqualTo(config);
    assertThat(config.buffer().toBuilder().build()).isEqualTo(config.buffer());
  }

  @Test
  void whatThePromiseRestsOnIsFixed() {
    Map<String, Object> all = ProducerProperties.of("localhost:9092", KafkaConfig.ofDefaults());
    assertThat(all)
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L)
        .containsEntry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    for (String name :
        new String[] {
          "acks", "enable.idempotence", "retries", "transactional.id", "bootstrap.servers",
          "key.serializer", "value.serializer", "max.block.ms", "delivery.timeout.ms", "linger.ms",
          "batch.size", "max.request.size", "buffer.memory"
        }) {
      assertWrong(name, "1", name + " must not be set: ");
    }
    assertWrong("max.in.flight.requests.per.connection", "6", "must be at most 5");
  }

  @Test
  void aPropertyThatThereIsNotIsNamedWithTheOneThatIsMeant() {
    assertWrong(
        "ssl.trustore.location",
        "x",
        "ssl.trustore.location is no property of Kafka's producer;"
            + " is ssl.truststore.location meant?");
    assertWrong("no.such.thing", "x", "see https://kafka.apache.org");
    assertWrong("request.timeout.ms", "soon", "request.timeout.ms");
    assertWrong("compression.type", "zstd", "needs com.github.luben:zstd-jni");
    assertThatCode(() -> properties("compression.type", "gzip")).doesNotThrowAnyException();
  }

  @Test
  void whatIsPluggedInMayHaveItsOwnProperties() {
    assertThatCode(
            () ->
                KafkaConfig.builder()
                    .properties(
                        Map.of("interceptor.classes", "com.example.Mine", "mine.level", "3"))
                    .build())
        .doesNotThrowAnyException();
  }

  private static void assertWrong(String name, String value, String message) {
    assertThatThrownBy(() -> properties(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static KafkaConfig properties(String name, String value) {
    return KafkaConfig.builder().properties(Map.of(name, value)).build();
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> KafkaConfig.builder().buffer(buffer -> buffer.queueBytes(5)).build())
        .hasMessage("buffer.queueBytes must be at least maxRequestBytes (10485760) but is 5");
    assertThatThrownBy(
            () ->
                KafkaConfig.builder()
                    .buffer(buffer -> buffer.linger(Duration.ofSeconds(20)))
                    .build())
        .hasMessage("deliveryTimeout must be at least twice buffer.linger (PT40S) but is PT30S");
    assertThatThrownBy(() -> KafkaConfig.builder().callbackThreads(0).build())
        .hasMessage("callbackThreads must be 1 to 64 but is 0");
  }

  @Test
  void serversAreHostAndPort() {
    for (String servers : new String[] {"", "localhost", "localhost:0", "a:1,", "http://a:1"}) {
      assertThatThrownBy(() -> KafkaBatchEmitter.builder(servers, EventRule.of("t")).build())
          .as(servers)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("bootstrap servers must be host:port");
    }
    assertThatCode(() -> BootstrapServers.check("a-1.b:9092,[::1]:9093"))
        .doesNotThrowAnyException();
  }

  @Test
  void rulesAreReadAsTheyAreWritten() throws Exception {
    StoredEvent event =
        StoredEventReader.read(
            Deliveries.payload(Deliveries.event("1").withExtension("region", "eu").build()));
    assertThat(EventRule.of("orders").apply(event)).contains("orders");
    assertThat(EventRule.of("{type}").apply(event)).contains("order.placed");
    assertThat(EventRule.of("e.{region}.{type}").apply(event)).contains("e.eu.order.placed");
    assertThat(EventRule.of("e.{missing}").apply(event)).isEmpty();
    assertThat(EventRule.partitionKey().apply(event)).isEmpty();
    assertThat(EventRule.function("f", all -> all.attribute("source")).apply(event))
        .isEqualTo(Optional.of("shop"));
    assertThat(EventRule.of("orders").fixed()).contains("orders");
    assertThat(EventRule.of("{type}").fixed()).isEmpty();
  }

  @Test
  void rulesThatCanBeRightForNoEventAreRefused() {
    assertThatThrownBy(() -> EventRule.of(" ")).hasMessageContaining("must not be empty");
    assertThatThrownBy(() -> EventRule.of("a{type")).hasMessageContaining("without its partner");
    assertThatThrownBy(() -> EventRule.of("{Don-Id}")).hasMessageContaining("'Don-Id'");
    assertThatThrownBy(() -> KafkaBatchEmitter.builder("a:1", EventRule.of("a/b")).build())
        .hasMessageContaining("the topic 'a/b' must be 1 to 249");
    assertThatThrownBy(
            () -> KafkaBatchEmitter.builder("a:1", EventRule.attribute("type").optional()).build())
        .hasMessageContaining("must not be optional");
  }
}
