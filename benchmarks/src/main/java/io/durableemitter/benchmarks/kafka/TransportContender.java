package io.durableemitter.benchmarks.kafka;

import io.durableemitter.api.Payload;
import io.durableemitter.benchmarks.Sample;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.ingress.kafka.KafkaSink;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A transport of this project, from stored bytes. */
final class TransportContender implements Contender {

  private final String name;
  private final BatchEmitter transport;
  private final Optional<IngressServer> ingress;
  private final Payload payload = Sample.payload();
  private final AtomicLong failed = new AtomicLong();

  private TransportContender(String name, BatchEmitter transport, Optional<IngressServer> ingress) {
    this.name = name;
    this.transport = transport;
    this.ingress = ingress;
    transport.start();
  }

  /** Into Kafka by itself. */
  static Contender straight(String servers, String topic) {
    return new TransportContender(
        "transport",
        KafkaBatchEmitter.builder(servers, EventRule.of(topic)).config(config()).build(),
        Optional.empty());
  }

  /** Into an ingress in this process, over a socket, and from there into Kafka. */
  static Contender throughIngress(String servers, String topic) throws IOException {
    IngressServer ingress =
        IngressServer.builder()
            .sink(KafkaSink.builder(servers).topic(EventRule.of(topic)).config(config()).build())
            .build();
    ingress.start();
    return new TransportContender(
        "through an ingress",
        BatchClient.builder(
                ChipIngressClient.builder("127.0.0.1:" + ingress.port()).plaintext().build())
            .build(),
        Optional.of(ingress));
  }

  private static KafkaConfig config() {
    return KafkaConfig.builder()
        .buffer(buffer -> buffer.linger(Duration.ofMillis(ProducerContender.LINGER)))
        .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(int events) throws InterruptedException {
    CountDownLatch open = new CountDownLatch(events);
    for (int i = 0; i < events; i++) {
      while (transport.queueMessage(
              Sample.HEADER,
              payload,
              result -> {
                if (!result.isDelivered()) {
                  failed.incrementAndGet();
                }
                open.countDown();
              })
          == EnqueueResult.BUFFER_FULL) {
        LockSupport.parkNanos(50_000);
      }
    }
    open.await();
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " events were not delivered");
    }
  }

  @Override
  public void close() {
    transport.close();
    ingress.ifPresent(IngressServer::close);
  }
}
