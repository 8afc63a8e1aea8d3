package io.durableemitter.benchmarks.kafka;

import io.durableemitter.api.Payload;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** This project's transport, from stored bytes. */
final class TransportContender implements Contender {

  private final KafkaBatchEmitter transport;
  private final Payload payload = Sample.payload();
  private final AtomicLong failed = new AtomicLong();

  TransportContender(String servers, String topic) {
    transport =
        KafkaBatchEmitter.builder(servers, EventRule.of(topic))
            .config(
                KafkaConfig.builder()
                    .buffer(buffer -> buffer.linger(Duration.ofMillis(ProducerContender.LINGER)))
                    .build())
            .build();
    transport.start();
  }

  @Override
  public String name() {
    return "transport";
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
  }
}
