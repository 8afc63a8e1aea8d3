package io.durableemitter.chipingress;

import io.durableemitter.testkit.HeapExhaustion;
import java.time.Duration;
import java.util.Set;

/** A process whose heap is exhausted for moments. Ends with 0 if nothing is wrong. */
final class ExhaustedHeap {

  // a channel that waits for what never comes is replaced after half a minute of silence
  private static final Duration MOST_RECOVERY = Duration.ofSeconds(60);

  private static final Set<String> LASTING =
      Set.of(
          "durable-emitter-send-1", "durable-emitter-callbacks-1", "durable-emitter-callbacks-2");

  private ExhaustedHeap() {}

  /** With the port of the server, and for how many seconds. */
  public static void main(String[] args) throws InterruptedException {
    BatchClient client =
        BatchClient.builder(ChipIngressClient.builder("localhost:" + args[0]).plaintext().build())
            .config(
                BatchClientConfig.builder()
                    .batching(batching -> batching.queueSize(1_000).batchSize(50))
                    .publishTimeout(Duration.ofSeconds(1))
                    .callbackThreads(2)
                    .build())
            .build();
    client.start();
    long lasting =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> LASTING.contains(thread.getName()))
            .count();
    HeapExhaustion.Report report =
        new HeapExhaustion(client, LASTING::contains)
            .run(Duration.ofSeconds(Long.parseLong(args[1])), MOST_RECOVERY);
    long inFlight = client.stats().inFlight();
    System.out.println(report + ", in flight " + inFlight + ", threads of its own " + lasting);
    boolean well = report.wrong().isEmpty() && inFlight == 0 && lasting == LASTING.size();
    System.exit(well ? 0 : 1);
  }
}
