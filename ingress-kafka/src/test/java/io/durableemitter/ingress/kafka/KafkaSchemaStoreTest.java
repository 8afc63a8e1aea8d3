package io.durableemitter.ingress.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.broker.TopicReader;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.StoredSchema;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real broker. */
@Timeout(120)
class KafkaSchemaStoreTest {

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String topic = "schemas-" + NUMBERS.incrementAndGet();
  private final List<KafkaSchemaStore> stores = new ArrayList<>();

  @AfterEach
  void close() {
    stores.forEach(KafkaSchemaStore::close);
    stores.forEach(KafkaSchemaStore::close);
  }

  @Test
  void schemasAreThereForOtherServersAndAfterARestart() {
    KafkaSchemaStore one = started();
    KafkaSchemaStore other = started();
    assertThat(
            register(one, schema("s", "a"), schema("s", "b"), schema("s", "a"), schema("t", "a")))
        .containsExactly(1, 2, 1, 1);
    assertThat(register(other, schema("s", "b"), schema("s", "c")))
        .as("what the other has, it has")
        .containsExactly(2, 3);
    one.close();
    KafkaSchemaStore again = started();
    assertThat(again.latest("s").toCompletableFuture().join())
        .contains(new StoredSchema(3, schema("s", "c")));
    assertThat(again.version("s", 1).toCompletableFuture().join())
        .contains(new StoredSchema(1, schema("s", "a")));
    assertThat(again.latest("none").toCompletableFuture().join()).isEmpty();
    assertThat(register(again, schema("t", "b"))).containsExactly(2);
    assertThatThrownBy(() -> register(one, schema("s", "d")))
        .hasMessageContaining("the store of schemas is closed");
  }

  @Test
  void serversThatCompeteAgreeOnEachVersion() {
    KafkaSchemaStore one = started();
    KafkaSchemaStore other = started();
    List<CompletableFuture<List<RegisteredSchema>>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      // every fourth text is registered by both
      String mine = i % 4 == 0 ? "both" + i : "one" + i;
      String theirs = i % 4 == 0 ? "both" + i : "other" + i;
      calls.add(one.register(List.of(schema("s", mine))).toCompletableFuture());
      calls.add(other.register(List.of(schema("s", theirs))).toCompletableFuture());
    }
    List<Integer> versions =
        calls.stream()
            .map(call -> call.orTimeout(60, TimeUnit.SECONDS).join())
            .map(r -> r.get(0).getVersion())
            .toList();
    assertThat(versions.stream().distinct().sorted())
        .as("5 texts of both and 15 of each")
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 35).boxed().toList());
    KafkaSchemaStore fresh = started();
    for (int i = 0; i < calls.size(); i += 2) {
      assertThat(texts(versions.get(i), one, other, fresh))
          .as("version %s", versions.get(i))
          .hasSize(1);
      assertThat(texts(versions.get(i + 1), one, other, fresh)).hasSize(1);
    }
    List<ConsumerRecord<byte[], byte[]>> claims =
        TopicReader.read(SharedBroker.servers(), topic).stream()
            .filter(record -> record.value() != null)
            .toList();
    assertThat(claims.stream().map(record -> new String(record.key(), StandardCharsets.UTF_8)))
        .as("no claim can be dropped by compaction for another")
        .doesNotHaveDuplicates();
  }

  private static List<String> texts(int version, KafkaSchemaStore... stores) {
    return Arrays.stream(stores)
        .map(store -> store.version("s", version).toCompletableFuture().join())
        .flatMap(Optional::stream)
        .map(stored -> stored.schema().getSchema())
        .distinct()
        .toList();
  }

  @Test
  void theTopicIsMadeAsItMustBe() throws Exception {
    started();
    try (Admin admin = SharedBroker.broker().admin()) {
      assertThat(
              admin
                  .describeTopics(List.of(topic))
                  .allTopicNames()
                  .get(30, TimeUnit.SECONDS)
                  .values())
          .singleElement()
          .satisfies(made -> assertThat(made.partitions()).hasSize(1));
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      assertThat(admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS).values())
          .singleElement()
          .satisfies(
              config -> assertThat(config.get("cleanup.policy").value()).isEqualTo("compact"));
    }
  }

  @Test
  void aTopicThatCannotBeRightIsRefusedByName() {
    KafkaSchemaStore strict =
        KafkaSchemaStore.builder(SharedBroker.servers(), topic).createTopic(false).build();
    stores.add(strict);
    assertThatIllegalArgumentException()
        .isThrownBy(strict::start)
        .withMessage(
            "the topic "
                + topic
                + " for schemas is not there; make it with 1 partition and cleanup.policy=compact,"
                + " or let it be made");
    SharedBroker.broker().createTopic(topic, 3, Map.of("cleanup.policy", "compact"));
    assertThatIllegalArgumentException()
        .isThrownBy(strict::start)
        .withMessageContaining("the topic " + topic + " for schemas has 3 partitions");
    String expiring = SharedBroker.topic(Map.of("cleanup.policy", "compact,delete"));
    assertThatIllegalArgumentException()
        .isThrownBy(KafkaSchemaStore.builder(SharedBroker.servers(), expiring).build()::start)
        .withMessageContaining("the topic " + expiring + " for schemas has cleanup.policy=")
        .withMessageContaining("which loses schemas; set it to compact");
  }

  @Test
  void settingsThatCannotBeRightAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            KafkaSchemaStore.builder("localhost:9092", "t").properties(Map.of("acks", "1"))::build)
        .withMessage(
            "the property acks cannot be set for schemas; those can that begin with security.,"
                + " ssl., sasl., client.");
    assertThatIllegalArgumentException()
        .isThrownBy(
            KafkaSchemaStore.builder("127.0.0.1:1", "t").timeout(Duration.ofSeconds(1)).build()
                ::start)
        .withMessageContaining("no broker of 127.0.0.1:1 has answered within 1000 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(KafkaSchemaStore.builder("nonsense", "t").build()::start)
        .withMessageContaining("no client of Kafka can be made for nonsense");
  }

  @Test
  void whileTheBrokersAreAwayLookupsGoOnAndRegisteringFailsInTime() {
    KafkaSchemaStore store =
        KafkaSchemaStore.builder(SharedBroker.servers(), topic)
            .timeout(Duration.ofSeconds(2))
            .build();
    stores.add(store);
    store.start();
    register(store, schema("s", "a"));
    SharedBroker.broker().pause(0);
    try {
      assertThatThrownBy(() -> register(store, schema("s", "b")))
          .cause()
          .isInstanceOfSatisfying(
              SchemaStoreException.class,
              e -> assertThat(e.reason()).isEqualTo(SchemaStoreException.Reason.UNAVAILABLE))
          .hasMessageContaining("the schemas were not written to the topic " + topic);
      assertThat(store.latest("s").toCompletableFuture().join()).isPresent();
      assertThat(register(store, schema("s", "a"))).as("it is known").containsExactly(1);
    } finally {
      SharedBroker.broker().resume(0);
    }
    Optional<Integer> registered = Optional.empty();
    while (registered.isEmpty()) {
      try {
        registered = Optional.of(register(store, schema("s", "b")).get(0));
      } catch (CompletionException e) {
        assertThat(e).hasMessageContaining("were not written");
      }
    }
    assertThat(registered).contains(2);
  }

  @Test
  void aTopicWithMoreThanMayBeHeldIsRefused() {
    KafkaSchemaStore store = started();
    register(store, schema("s", "a".repeat(400_000)), schema("s", "b".repeat(400_000)));
    KafkaSchemaStore small =
        KafkaSchemaStore.builder(SharedBroker.servers(), topic).capacityBytes(1 << 20).build();
    stores.add(small);
    assertThatThrownBy(small::start)
        .isInstanceOf(SchemaStoreException.class)
        .hasMessageContaining("take more than the 1048576 bytes that they may");
  }

  private KafkaSchemaStore started() {
    KafkaSchemaStore store = KafkaSchemaStore.builder(SharedBroker.servers(), topic).build();
    stores.add(store);
    store.start();
    return store;
  }

  private static List<Integer> register(KafkaSchemaStore store, Schema... schemas) {
    return store
        .register(List.of(schemas))
        .toCompletableFuture()
        .orTimeout(60, TimeUnit.SECONDS)
        .join()
        .stream()
        .map(RegisteredSchema::getVersion)
        .toList();
  }

  private static Schema schema(String subject, String text) {
    return Schema.newBuilder().setSubject(subject).setSchema(text).build();
  }
}
