package io.durableemitter.kafka;

import io.durableemitter.testkit.HeapExhaustion;
import java.time.Duration;

/** A process whose heap is exhausted for moments. Ends with 0 if nothing is wrong. */
final class ExhaustedHeap {

  private ExhaustedHeap() {}

  /** With the brokers, the topic, and for how many seconds. */
  public static void main(String[] args) throws InterruptedException {
    KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(args[0], EventRule.of(args[1]))
            .config(
                KafkaConfig.builder()
                    .deliveryTimeout(Duration.ofSeconds(3))
                    .buffer(buffer -> buffer.queueSize(1_000).maxInFlight(500))
                    .callbackThreads(2)
                    .build())
            .build();
    transport.start();
    HeapExhaustion.Report report =
        new HeapExhaustion(
                transport, name -> name.matches("durable-emitter-(send-1|callbacks-[12]|watch)"))
            .run(Duration.ofSeconds(Long.parseLong(args[2])));
    KafkaStats stats = transport.stats();
    System.out.println(report + " " + stats);
    System.exit(report.wrong().isEmpty() && stats.inFlight() == 0 ? 0 : 1);
  }
}
