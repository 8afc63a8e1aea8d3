package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.broker.KafkaBrokers;
import io.durableemitter.spi.EnqueueResult;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers that are killed, held still, or too few. */
@Timeout(180)
class KafkaOutagesTest {

  @Test
  void aKilledBrokerLosesAndDoublesNothingAndTooFewReplicasAreTroubleOfTheTransport()
      throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.builder().brokers(3).start();
        KafkaBatchEmitter transport =
            KafkaBatchEmitter.builder(brokers.bootstrapServers(), EventRule.of("events")).build()) {
      brokers.createTopic("events", 6, Map.of());
      brokers.createTopic("strict", 1, Map.of("min.insync.replicas", "3"));
      transport.start();
      Deliveries deliveries = new Deliveries(transport);
      for (int i = 0; i < 3_000; i++) {
        if (i == 1_000) {
          brokers.kill(0);
        }
        deliveries.send("id-" + i);
      }
      deliveries.assertDelivered();

      DeliveryResult tooFew = resultOf(brokers, "strict");
      assertThat(tooFew).isInstanceOf(Failed.class);
      assertThat(((Failed) tooFew).kind()).isEqualTo(FailureKind.TRANSPORT);
      assertThat(((Failed) tooFew).message()).contains("strict");

      brokers.restart(0);
      deliveries.send("again");
      assertThat(deliveries.result("again").isDelivered()).isTrue();
      List<String> ids =
          SharedBroker.read(brokers.bootstrapServers(), "events", 3_001).stream()
              .map(SharedBroker::event)
              .map(CloudEvent::getId)
              .toList();
      assertThat(ids).hasSize(3_001).doesNotHaveDuplicates();
    }
  }

  private static DeliveryResult resultOf(KafkaBrokers brokers, String topic) throws Exception {
    try (KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(brokers.bootstrapServers(), EventRule.of(topic))
            .config(KafkaConfig.builder().deliveryTimeout(Duration.ofSeconds(2)).build())
            .build()) {
      transport.start();
      Deliveries deliveries = new Deliveries(transport);
      deliveries.send("one");
      return deliveries.result("one");
    }
  }

  @Test
  void whileTheBrokerIsHeldStillNothingBlocksAndAnswersThatNeverComeAreGivenUp() throws Exception {
    String topic = SharedBroker.topic();
    KafkaConfig small =
        KafkaConfig.builder().buffer(buffer -> buffer.queueSize(50).maxInFlight(50)).build();
    try (KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(topic))
            .config(small)
            .build()) {
      transport.start();
      Deliveries deliveries = new Deliveries(transport);
      deliveries.send("first");
      assertThat(deliveries.result("first").isDelivered()).isTrue();
      SharedBroker.broker().pause(0);
      try {
        int taken = 0;
        // the sending thread takes what is queued once more, to wait with it for room
        while (transport.stats().inFlight() < 50
            || transport.stats().queued() < 50
            || transport.backlogRoom() > 0) {
          EnqueueResult offered =
              deliveries.offer(
                  "held-" + taken, Deliveries.payload(Deliveries.event("held").build()));
          taken += offered == EnqueueResult.ACCEPTED ? 1 : 0;
        }
        assertThat(taken).isBetween(100, 200);
        assertThat(transport.problem()).isEmpty();
        transport.lookAfterLost(System.nanoTime() + TimeUnit.SECONDS.toNanos(60));
        Failed lost = (Failed) deliveries.result("held-0");
        assertThat(lost.kind()).isEqualTo(FailureKind.TRANSPORT);
        assertThat(lost.message()).contains("has not answered");
        assertThat(transport.stats().producersReplaced()).isEqualTo(1);
      } finally {
        SharedBroker.broker().resume(0);
      }
      String id = "after";
      while (deliveries.offer(id, Deliveries.payload(Deliveries.event(id).build()))
          != EnqueueResult.ACCEPTED) {
        Thread.onSpinWait();
      }
      assertThat(deliveries.result(id).isDelivered()).isTrue();
    }
  }

  @Test
  void closingTellsAllWhenTheBrokerIsHeldStillAndACallbackHangs() throws Exception {
    String topic = SharedBroker.topic();
    KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(topic)).build();
    transport.start();
    Deliveries deliveries = new Deliveries(transport);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<DeliveryResult> hanging = new CompletableFuture<>();
    transport.queueMessage(
        new io.durableemitter.api.EventHeader("hangs", "shop", "t"),
        Deliveries.payload(Deliveries.event("hangs").build()),
        result -> {
          hanging.complete(result);
          awaitUninterruptibly(release);
        });
    try {
      assertThat(hanging.get(30, TimeUnit.SECONDS).isDelivered()).isTrue();
      SharedBroker.broker().pause(0);
      deliveries.send("unanswered");
      transport.close(Duration.ZERO);
      assertThat(deliveries.isAnswered("unanswered")).isTrue();
      assertThat(((Failed) deliveries.result("unanswered")).kind()).isEqualTo(FailureKind.CLOSED);
    } finally {
      SharedBroker.broker().resume(0);
      release.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void metricsHaveTheNamesOfTheirPage() throws Exception {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    try (SdkMeterProvider provider =
            SdkMeterProvider.builder().registerMetricReader(reader).build();
        KafkaBatchEmitter transport =
            KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(SharedBroker.topic()))
                .meter(provider.get("test"))
                .build()) {
      transport.start();
      Deliveries deliveries = new Deliveries(transport);
      deliveries.send("one");
      deliveries.assertDelivered();
      assertThat(transport.stats().delivered()).isEqualTo(1);
      assertThat(reader.collectAllMetrics())
          .extracting(MetricData::getName)
          .containsExactlyInAnyOrder(
              "durable_emitter.kafka.events_total",
              "durable_emitter.kafka.producers_replaced_total",
              "durable_emitter.kafka.event_size_bytes",
              "durable_emitter.kafka.event_latency_ms",
              "durable_emitter.kafka.queued_events",
              "durable_emitter.kafka.queued_bytes",
              "durable_emitter.kafka.in_flight_events",
              "durable_emitter.kafka.in_flight_bytes",
              "durable_emitter.kafka.waiting_topics",
              "durable_emitter.kafka.config.info");
    }
  }
}
