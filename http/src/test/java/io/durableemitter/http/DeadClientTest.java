package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of the JDK's client ends, as it does without memory, and its calls with it. */
@Timeout(120)
class DeadClientTest {

  private static final int TIMES = 5;

  @Test
  void aClientWhoseThreadHasEndedIsReplacedAndNoneIsKept() throws Exception {
    Set<Thread> others = threads("HttpClient-");
    try (Receiver receiver = Receiver.start();
        HttpBatchEmitter transport =
            HttpBatchEmitter.builder(receiver.url())
                .plaintext()
                .config(
                    HttpConfig.builder()
                        .clientName("dying")
                        .connectTimeout(Duration.ofSeconds(1))
                        .callTimeout(Duration.ofSeconds(1))
                        .batching(batching -> batching.workers(2))
                        .build())
                .build()) {
      transport.start();
      assertThat(Deliveries.send(transport, "first").isDelivered()).isTrue();
      for (int i = 0; i < TIMES; i++) {
        Set<Thread> ours = new HashSet<>(threads("HttpClient-"));
        ours.removeAll(others);
        assertThat(ours).as("clients that live").hasSize(1);
        for (Thread thread : ours) {
          thread.interrupt();
          thread.join();
        }
        // from Java 21 on a client says that it has ended; before, it says nothing
        DeliveryResult one = Deliveries.send(transport, "one-" + i);
        assertThat(one.isDelivered() || one.toString().contains("did not answer"))
            .as(one.toString())
            .isTrue();
        assertThat(Deliveries.send(transport, "two-" + i).isDelivered()).isTrue();
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (threads("dying-http-").size() > 2 && System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      assertThat(threads("dying-http-")).hasSizeLessThanOrEqualTo(2);
    }
  }

  private static Set<Thread> threads(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains(part))
        .collect(Collectors.toSet());
  }
}
