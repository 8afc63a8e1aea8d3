package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchClientCloseTest extends BatchClientFixture {

  @Test
  void sendsWhatIsQueuedAndWaitsForCallbacks() {
    BatchClient client =
        started(config -> config.batching(batching -> batching.workers(1).batchSize(10)));
    results.queue(client, Events.some(500, 100));
    client.close();
    assertThat(results.count()).isEqualTo(500);
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
    assertThat(server.events()).hasSize(500);
  }

  @Test
  void isLegalBeforeStartAndTwice() {
    BatchClient client = client(config -> config);
    client.close();
    client.close(Duration.ofDays(100_000));
    client.start();
    assertThat(results.offer(client, Events.event("e", 1))).isEqualTo(EnqueueResult.CLOSED);
  }

  @Test
  void pastTheTimeoutEveryEventStillHasItsCallback() throws Exception {
    CountDownLatch arrived = new CountDownLatch(2);
    server.answering((batch, out) -> arrived.countDown());
    BatchClient client =
        started(
            config ->
                config
                    .batching(batching -> batching.workers(2).batchSize(10))
                    .publishTimeout(Duration.ofHours(1)));
    results.queue(client, Events.some(500, 100));
    arrived.await();
    client.close(Duration.ofMillis(50));
    assertThat(results.count()).isEqualTo(500);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.CLOSED);
    assertThat(client.stats().inFlight()).isZero();
    assertThat(client.stats().queued()).isZero();
  }

  @Test
  void closingWithinNoTimeAtAllEndsEverything() {
    server.answering((batch, out) -> {});
    BatchClient client = started(config -> config.publishTimeout(Duration.ofHours(1)));
    results.queue(client, Events.some(100, 100));
    client.close(Duration.ZERO);
    assertThat(results.all()).hasSize(100).allMatch(r -> kind(r) == FailureKind.CLOSED);
  }

  @Test
  void canBeCalledFromWithinACallback() throws Exception {
    BatchClient client = started();
    CountDownLatch returned = new CountDownLatch(1);
    CloudEvent event = Events.event("closer", 1);
    client.queueMessage(
        Events.header(event),
        Events.payload(event),
        result -> {
          client.close();
          client.close();
          returned.countDown();
        });
    returned.await();
    client.close();
    assertThat(results.offer(client, Events.event("late", 1))).isEqualTo(EnqueueResult.CLOSED);
    assertThat(client.stats().inFlight()).isZero();
  }

  @Test
  void aCallbackThatHangsKeepsNeitherTheCloseNorTheOthersFromTheirEnd() throws Exception {
    BatchClient client =
        started(config -> config.batching(batching -> batching.workers(1).batchSize(20)));
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CloudEvent event = Events.event("hanging", 1);
    client.queueMessage(
        Events.header(event),
        Events.payload(event),
        result -> {
          hanging.countDown();
          awaitThroughInterrupts(never);
        });
    results.queue(client, Events.some(50, 1));
    hanging.await();
    client.close(Duration.ofMillis(50));
    assertThat(results.all()).hasSize(50);
    never.countDown();
  }

  private static void awaitThroughInterrupts(CountDownLatch latch) {
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

  /** Whatever the moment and the server: each accepted event has exactly one callback. */
  @Test
  void exactlyOneCallbackEachWhileClosingUnderLoad() throws Exception {
    ExecutorService producers = Executors.newFixedThreadPool(4);
    ExecutorService answers = Executors.newCachedThreadPool();
    try {
      for (int seed = 0; seed < 40; seed++) {
        Random random = new Random(seed);
        boolean hangs = seed % 4 == 3;
        server.answering(
            (batch, out) -> {
              if (!hangs) {
                answers.execute(() -> ScriptedServer.reply(out, ScriptedServer.accept(batch)));
              }
            });
        closeUnderLoad(seed, random, producers, hangs);
      }
    } finally {
      producers.shutdownNow();
      answers.shutdownNow();
    }
  }

  private void closeUnderLoad(int seed, Random random, ExecutorService producers, boolean hangs)
      throws Exception {
    BatchClient client =
        started(
            config ->
                config
                    .batching(
                        batching ->
                            batching
                                .batchSize(1 + random.nextInt(30))
                                .queueSize(200)
                                .workers(1 + random.nextInt(4)))
                    .callbackThreads(1 + random.nextInt(2)));
    Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
    Map<String, Boolean> accepted = new ConcurrentHashMap<>();
    CountDownLatch enough = new CountDownLatch(random.nextInt(hangs ? 150 : 500));
    List<Future<?>> running =
        List.of(0, 1, 2, 3).stream()
            .<Future<?>>map(p -> producers.submit(() -> produce(client, p, accepted, told, enough)))
            .toList();
    enough.await();
    boolean hurry = hangs || random.nextBoolean();
    client.close(hurry ? Duration.ofMillis(random.nextInt(10)) : Duration.ofSeconds(30));
    for (Future<?> producer : running) {
      producer.get(30, TimeUnit.SECONDS);
    }
    assertThat(told.keySet()).as("seed %s", seed).isEqualTo(accepted.keySet());
    assertThat(told.values()).as("seed %s", seed).allMatch(count -> count.get() == 1);
    BatchClientStats stats = client.stats();
    assertThat(stats.delivered() + stats.failed()).as("seed %s", seed).isEqualTo(told.size());
    if (!hurry) {
      assertThat(stats.failed()).as("seed %s", seed).isZero();
    }
  }

  private static void produce(
      BatchClient client,
      int producer,
      Map<String, Boolean> accepted,
      Map<String, AtomicInteger> told,
      CountDownLatch enough) {
    for (int i = 0; ; i++) {
      CloudEvent event = Events.event(producer + "-" + i, 50);
      EnqueueResult result =
          client.queueMessage(
              Events.header(event),
              Events.payload(event),
              any ->
                  told.computeIfAbsent(event.getId(), k -> new AtomicInteger()).incrementAndGet());
      if (result == EnqueueResult.CLOSED) {
        return;
      }
      if (result == EnqueueResult.ACCEPTED) {
        accepted.put(event.getId(), true);
        enough.countDown();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
