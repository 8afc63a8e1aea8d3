package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.api.Payload;
import io.durableemitter.broker.TopicReader;
import io.durableemitter.spi.EnqueueResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches of which all are delivered or none, by a real broker. */
@Timeout(120)
class KafkaTransactionsTest {

  private static final KafkaConfig QUICK =
      KafkaConfig.builder()
          .topicTimeout(Duration.ofSeconds(2))
          .deliveryTimeout(Duration.ofSeconds(10))
          .shutdownTimeout(Duration.ofSeconds(5))
          .build();

  @Test
  void aBatchIsReadAsAWhole() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaTransactions transactions = start("whole", topic, QUICK)) {
      List<CompletableFuture<List<DeliveryResult>>> batches = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        batches.add(queue(transactions, event("a" + i), event("b" + i)));
      }
      for (CompletableFuture<List<DeliveryResult>> batch : batches) {
        assertThat(get(batch)).hasSize(2).allMatch(DeliveryResult::isDelivered);
      }
    }
    List<ConsumerRecord<byte[], byte[]>> records = TopicReader.read(SharedBroker.servers(), topic);
    assertThat(records)
        .extracting(record -> SharedBroker.event(record).getId())
        .hasSize(40)
        .doesNotHaveDuplicates();
    assertThat(records)
        .as("the same headers as those of the transport")
        .allSatisfy(record -> assertThat(record.headers().lastHeader("ce_id")).isNotNull());
  }

  @Test
  void ifOneIsRefusedNoneIsRead() throws Exception {
    String topic = SharedBroker.topic(Map.of("max.message.bytes", "2000"));
    try (KafkaTransactions transactions = start("none", "{to}", QUICK)) {
      CloudEvent large =
          Deliveries.event("large")
              .withExtension("to", topic)
              .withData("text/plain", "x".repeat(5_000).getBytes(StandardCharsets.UTF_8))
              .build();
      List<DeliveryResult> tooLarge =
          get(queue(transactions, to(topic, "a"), large, to(topic, "b")));
      assertThat(tooLarge).noneMatch(DeliveryResult::isDelivered);
      assertThat(tooLarge)
          .filteredOn(result -> ((Failed) result).kind() == FailureKind.TOO_LARGE)
          .isNotEmpty();

      List<DeliveryResult> noTopic = get(queue(transactions, to(topic, "c"), event("d")));
      assertThat(((Failed) noTopic.get(0)).message()).contains("all or none");
      assertThat(((Rejected) noTopic.get(1)).code()).isEqualTo("NO_TOPIC");

      for (int i = 0; i < 3; i++) {
        // the second and third are refused at once
        List<DeliveryResult> unknown =
            get(queue(transactions, to(topic, "e"), to("no-such-topic", "f")));
        assertThat(unknown.get(1)).isInstanceOf(Rejected.class);
        assertThat(((Rejected) unknown.get(1)).code()).isEqualTo("UNKNOWN_TOPIC");
        assertThat(((Failed) unknown.get(0)).message()).contains("all or none");
      }
      assertThat(get(queue(transactions, to(topic, "last")))).allMatch(DeliveryResult::isDelivered);
    }
    assertThat(TopicReader.read(SharedBroker.servers(), topic))
        .extracting(record -> SharedBroker.event(record).getId())
        .containsExactly("last");
  }

  @Test
  void whoeverIsFencedGoesOnWithANewProducer() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaTransactions first = start("fenced", topic, QUICK);
        KafkaTransactions second = start("fenced", topic, QUICK)) {
      assertThat(get(queue(first, event("1")))).allMatch(DeliveryResult::isDelivered);
      assertThat(get(queue(second, event("2")))).allMatch(DeliveryResult::isDelivered);
      DeliveryResult fenced = get(queue(first, event("3"))).get(0);
      assertThat(((Failed) fenced).kind()).isEqualTo(FailureKind.TRANSPORT);
      // none begins while the producer before is still being closed
      DeliveryResult again = get(queue(first, event("3"))).get(0);
      for (int attempt = 1; !again.isDelivered() && attempt < 1_000; attempt++) {
        LockSupport.parkNanos(10_000_000);
        again = get(queue(first, event("3"))).get(0);
      }
      assertThat(again).isEqualTo(DeliveryResult.delivered());
    }
    assertThat(TopicReader.read(SharedBroker.servers(), topic))
        .extracting(record -> SharedBroker.event(record).getId())
        .containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void whileTheBrokerIsHeldStillNothingBlocksAndTheQueueIsBounded() throws Exception {
    String topic = SharedBroker.topic();
    KafkaConfig small =
        QUICK.toBuilder()
            .shutdownTimeout(Duration.ZERO)
            .buffer(buffer -> buffer.queueSize(5))
            .build();
    List<CompletableFuture<List<DeliveryResult>>> taken = new ArrayList<>();
    KafkaTransactions transactions = start("held", topic, small);
    try {
      assertThat(get(queue(transactions, event("1")))).allMatch(DeliveryResult::isDelivered);
      SharedBroker.broker().pause(0);
      CompletableFuture<List<DeliveryResult>> next = new CompletableFuture<>();
      while (transactions.queue(List.of(payload(event("x"))), next::complete)
          == EnqueueResult.ACCEPTED) {
        taken.add(next);
        next = new CompletableFuture<>();
      }
      assertThat(taken).hasSizeBetween(5, 6);
    } finally {
      transactions.close();
      SharedBroker.broker().resume(0);
    }
    for (CompletableFuture<List<DeliveryResult>> batch : taken) {
      assertThat(get(batch)).noneMatch(DeliveryResult::isDelivered);
    }
  }

  @Test
  void aBlankIdIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaTransactions.builder("a:1", EventRule.of("t"), " ").build())
        .withMessageContaining("transactionalId must not be blank");
  }

  private static KafkaTransactions start(String id, String rule, KafkaConfig config) {
    KafkaTransactions made =
        KafkaTransactions.builder(SharedBroker.servers(), EventRule.of(rule), id)
            .producers(1)
            .config(config)
            .build();
    made.start();
    return made;
  }

  private static CompletableFuture<List<DeliveryResult>> queue(
      KafkaTransactions transactions, CloudEvent... events) {
    CompletableFuture<List<DeliveryResult>> results = new CompletableFuture<>();
    assertThat(
            transactions.queue(
                Arrays.stream(events).map(KafkaTransactionsTest::payload).toList(),
                results::complete))
        .isEqualTo(EnqueueResult.ACCEPTED);
    return results;
  }

  private static Payload payload(CloudEvent event) {
    return Deliveries.payload(event);
  }

  private static List<DeliveryResult> get(CompletableFuture<List<DeliveryResult>> results)
      throws Exception {
    return results.get(60, TimeUnit.SECONDS);
  }

  private static CloudEvent event(String id) {
    return Deliveries.event(id).build();
  }

  private static CloudEvent to(String topic, String id) {
    return Deliveries.event(id).withExtension("to", topic).build();
  }
}
