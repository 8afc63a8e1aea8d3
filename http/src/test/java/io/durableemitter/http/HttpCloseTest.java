package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.http.Receiver.Answer;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing in the company of callbacks that hang, close, or interrupt; and of pauses. */
@Timeout(60)
class HttpCloseTest {

  private static final EventHeader HEADER =
      new EventHeader("held", Deliveries.SOURCE, Deliveries.TYPE);

  private final CountDownLatch release = new CountDownLatch(1);
  private Receiver receiver;
  private HttpBatchEmitter transport;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
    transport =
        HttpBatchEmitter.builder(receiver.url())
            .plaintext()
            .config(HttpConfig.builder().batching(batching -> batching.workers(1)).build())
            .build();
    transport.start();
  }

  @AfterEach
  void close() {
    release.countDown();
    transport.close();
    receiver.close();
  }

  private void hold(CountDownLatch entered) {
    assertThat(
            transport.queueMessage(
                HEADER,
                Deliveries.payload(Deliveries.event("held")),
                result -> {
                  entered.countDown();
                  awaitQuietly(release);
                }))
        .isNotNull();
    awaitQuietly(entered);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean done = false;
    while (!done) {
      try {
        done = latch.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException ignoredByThisCallback) {
        done = false;
      }
    }
  }

  @Test
  void eventsBehindACallbackThatHangsAreToldAllTheSame() throws Exception {
    hold(new CountDownLatch(1));
    List<CompletableFuture<DeliveryResult>> behind = Deliveries.offerAll(transport, 10);
    transport.close(Duration.ofMillis(50));
    for (CompletableFuture<DeliveryResult> one : behind) {
      assertThat(one).isDone();
      assertThat(((Failed) Deliveries.await(one)).kind()).isEqualTo(FailureKind.CLOSED);
    }
  }

  @Test
  void eventsOfTheSameBatchAreToldToo() throws Exception {
    transport.close();
    transport =
        HttpBatchEmitter.builder(receiver.url())
            .plaintext()
            .config(
                HttpConfig.builder()
                    .contentMode(ContentMode.BATCH)
                    .batching(batching -> batching.workers(1))
                    .build())
            .build();
    transport.start();
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    offerWith(
        "first",
        result -> {
          busy.countDown();
          awaitQuietly(queued);
        });
    awaitQuietly(busy);
    CountDownLatch hangs = new CountDownLatch(1);
    offerWith(
        "second",
        result -> {
          hangs.countDown();
          awaitQuietly(release);
        });
    CompletableFuture<DeliveryResult> behind = Deliveries.offer(transport, "third");
    queued.countDown();
    awaitQuietly(hangs);
    assertThat(receiver.requests()).as("second and third are one batch").hasSize(2);
    assertThat(behind).isNotDone();
    transport.close(Duration.ofMillis(50));
    assertThat(behind).isDone();
  }

  private void offerWith(String id, DeliveryCallback callback) {
    assertThat(
            transport.queueMessage(
                new EventHeader(id, Deliveries.SOURCE, Deliveries.TYPE),
                Deliveries.payload(Deliveries.event(id)),
                callback))
        .isEqualTo(EnqueueResult.ACCEPTED);
  }

  @Test
  void aCallbackThatHangsIsAProblem() {
    hold(new CountDownLatch(1));
    assertThat(transport.problem()).isEmpty();
    assertThat(transport.problem(System.nanoTime() + TimeUnit.SECONDS.toNanos(31)))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("a delivery callback has not returned for"));
  }

  @Test
  void aCallbackCanCloseTheTransport() throws Exception {
    CompletableFuture<Boolean> returned = new CompletableFuture<>();
    assertThat(
            transport.queueMessage(
                HEADER,
                Deliveries.payload(Deliveries.event("held")),
                result -> {
                  transport.close();
                  transport.close();
                  returned.complete(true);
                }))
        .isNotNull();
    assertThat(returned.get(10, TimeUnit.SECONDS)).isTrue();
    transport.close();
  }

  @Test
  void aCallbackThatInterruptsItsThreadHarmsNobody() throws Exception {
    List<CompletableFuture<DeliveryResult>> results = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
      results.add(result);
      assertThat(
              transport.queueMessage(
                  HEADER,
                  Deliveries.payload(Deliveries.event("held")),
                  value -> {
                    Thread.currentThread().interrupt();
                    result.complete(value);
                  }))
          .isNotNull();
    }
    for (CompletableFuture<DeliveryResult> result : results) {
      assertThat(Deliveries.await(result).isDelivered()).isTrue();
    }
  }

  @Test
  void closingDoesNotWaitForAPause() throws Exception {
    receiver.answers(request -> Answer.of(503).with("Retry-After", "9"));
    assertThat(Deliveries.send(transport, "first").isDelivered()).isFalse();
    List<CompletableFuture<DeliveryResult>> waiting = Deliveries.offerAll(transport, 5);
    transport.close(Duration.ofMillis(50));
    for (CompletableFuture<DeliveryResult> one : waiting) {
      assertThat(one).isDone();
      assertThat(((Failed) Deliveries.await(one)).kind()).isEqualTo(FailureKind.CLOSED);
    }
    assertThat(receiver.requests()).hasSize(1);
  }
}
