package io.durableemitter.http;

import io.durableemitter.testkit.HeapExhaustion;
import java.time.Duration;

/** A process whose heap is exhausted for moments. Ends with 0 if nothing is wrong. */
final class ExhaustedHeap {

  private ExhaustedHeap() {}

  /** With the URL of a receiver, and for how many seconds. */
  public static void main(String[] args) throws InterruptedException {
    HttpBatchEmitter transport =
        HttpBatchEmitter.builder(args[0])
            .plaintext()
            .config(
                HttpConfig.builder()
                    .connectTimeout(Duration.ofSeconds(1))
                    .callTimeout(Duration.ofSeconds(2))
                    .batching(batching -> batching.queueSize(1_000).batchSize(50).workers(2))
                    .build())
            .build();
    transport.start();
    HeapExhaustion.Report report =
        new HeapExhaustion(transport, name -> name.matches("durable-emitter-send-[12]"))
            .run(Duration.ofSeconds(Long.parseLong(args[1])));
    HttpStats stats = transport.stats();
    System.out.println(report + " " + stats);
    System.exit(report.wrong().isEmpty() && stats.inFlight() == 0 ? 0 : 1);
  }
}
