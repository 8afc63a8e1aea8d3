package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Fewer calls are in flight while the server has too much to do, and as many as before after. */
class OverloadTest extends BatchClientFixture {

  private int queued;

  @Test
  void anOverloadedServerGetsFewerCallsAtOnceUntilItHasRecovered() throws Exception {
    server.failingWith(Status.RESOURCE_EXHAUSTED.withDescription("too many calls"));
    BatchClient client = started(config -> config.batching(batching -> batching.batchSize(1)));
    assertThat(client.stats().concurrencyLimit()).isEqualTo(4);
    queueUntil(client, 1);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.TRANSPORT);

    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore arrived = new Semaphore(0);
    Semaphore release = new Semaphore(0);
    server.answering(
        (batch, out) -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          arrived.release();
          release.acquireUninterruptibly();
          underWay.decrementAndGet();
          ScriptedServer.reply(out, ScriptedServer.accept(batch));
        });
    results.queue(client, List.of(Events.event("one", 1), Events.event("another", 1)));
    arrived.acquire();
    release.release();
    arrived.acquire();
    assertThat(most).hasValue(1);
    release.release(1_000_000);
    queued += 2;
    results.await(queued);

    queueUntil(client, 4);
  }

  @Test
  void aServerThatDoesNotAnswerInTimeGetsFewerCallsAtOnce() throws Exception {
    server.answering((batch, out) -> {});
    BatchClient client =
        started(
            config ->
                config
                    .batching(batching -> batching.batchSize(1))
                    .publishTimeout(Duration.ofMillis(50)));
    queueUntil(client, 1);
    assertThat(results.all()).allMatch(result -> message(result).contains("DEADLINE_EXCEEDED"));
    server.answering((batch, out) -> ScriptedServer.reply(out, ScriptedServer.accept(batch)));
    queueUntil(client, 4);
  }

  private void queueUntil(BatchClient client, int limit) throws InterruptedException {
    while (client.stats().concurrencyLimit() != limit) {
      for (int i = 0; i < 20; i++) {
        results.queue(client, List.of(Events.event("e-" + queued++, 1)));
      }
      results.await(queued);
    }
  }
}
