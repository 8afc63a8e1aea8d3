package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.http.Receiver.Answer;
import io.durableemitter.http.Receiver.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events of a batch that is refused as a whole are refused. */
@Timeout(60)
class BatchesTest {

  private static final int EVENTS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Receiver receiver;
  private HttpBatchEmitter transport;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
    transport =
        HttpBatchEmitter.builder(receiver.url())
            .plaintext()
            .config(
                HttpConfig.builder()
                    .contentMode(ContentMode.BATCH)
                    .batching(batching -> batching.workers(1).batchSize(EVENTS))
                    .build())
            .build();
    transport.start();
  }

  @AfterEach
  void close() {
    transport.close();
    receiver.close();
  }

  /** One worker is kept busy until all are queued, so they are one batch. */
  private List<DeliveryResult> sendBatch(Function<Set<String>, Answer> script) throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    receiver.answers(
        request -> {
          Set<String> ids = ids(request);
          if (ids.contains("first")) {
            await(queued);
            return Answer.of(202);
          }
          return script.apply(ids);
        });
    CompletableFuture<DeliveryResult> first = Deliveries.offer(transport, "first");
    while (receiver.requests().isEmpty()) {
      Thread.onSpinWait();
    }
    List<CompletableFuture<DeliveryResult>> all = Deliveries.offerAll(transport, EVENTS);
    queued.countDown();
    assertThat(Deliveries.await(first).isDelivered()).isTrue();
    List<DeliveryResult> results = new ArrayList<>();
    for (CompletableFuture<DeliveryResult> one : all) {
      results.add(Deliveries.await(one));
    }
    assertThat(ids(receiver.requests().get(1))).as("one batch").hasSize(EVENTS);
    return results;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Set<String> ids(Request request) {
    try {
      Set<String> ids = new TreeSet<>();
      for (JsonNode event : JSON.readTree(request.body())) {
        ids.add(event.get("id").asText());
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void twoBadEventsAreFoundAndTheOthersDelivered() throws Exception {
    List<DeliveryResult> results =
        sendBatch(
            ids ->
                ids.contains("event-7") || ids.contains("event-93")
                    ? Answer.of(400, "no such order")
                    : Answer.of(202));
    for (int i = 0; i < EVENTS; i++) {
      boolean bad = i == 7 || i == 93;
      assertThat(results.get(i))
          .as("event %d", i)
          .isEqualTo(
              bad ? new Rejected("HTTP_400", "no such order", true) : DeliveryResult.delivered());
    }
    assertThat(transport.stats().bisections()).isPositive();
    assertThat(receiver.requests()).hasSizeLessThan(40);
  }

  @Test
  void aPoisonEventDoesNotTakeItsBatchAlong() throws Exception {
    List<DeliveryResult> results =
        sendBatch(ids -> ids.contains("event-50") ? Answer.of(500) : Answer.of(202));
    assertThat(results.stream().filter(DeliveryResult::isDelivered)).hasSize(EVENTS - 1);
    assertThat(((Failed) results.get(50)).kind()).isEqualTo(FailureKind.CALL);
  }

  @Test
  void aReceiverThatRefusesEverythingIsNotAskedTwicePerEvent() throws Exception {
    List<DeliveryResult> results = sendBatch(ids -> Answer.of(400, "no"));
    assertThat(receiver.requests()).hasSizeLessThanOrEqualTo(1 + Bisection.MOST_FAILURES);
    assertThat(results)
        .as("nobody knows of each event that it is the reason")
        .allSatisfy(
            result -> {
              assertThat(result).isInstanceOf(Failed.class);
              assertThat(((Failed) result).kind()).isEqualTo(FailureKind.CALL);
              assertThat(((Failed) result).message()).contains("HTTP_400: no");
            });
  }

  @Test
  void aBatchThatIsTooLargeIsHalved() throws Exception {
    List<DeliveryResult> results =
        sendBatch(ids -> Answer.of(ids.size() > 30 || ids.contains("event-3") ? 413 : 202));
    for (int i = 0; i < EVENTS; i++) {
      if (i == 3) {
        assertThat(((Failed) results.get(i)).kind()).isEqualTo(FailureKind.TOO_LARGE);
      } else {
        assertThat(results.get(i).isDelivered()).as("event %d", i).isTrue();
      }
    }
    assertThat(transport.stats().splits()).isPositive();
  }

  @Test
  void troubleOfTheTransportEndsTheSearch() throws Exception {
    List<DeliveryResult> results = sendBatch(ids -> Answer.of(ids.size() == EVENTS ? 400 : 503));
    assertThat(receiver.requests()).hasSize(3);
    assertThat(results)
        .allSatisfy(
            result -> assertThat(((Failed) result).kind()).isEqualTo(FailureKind.TRANSPORT));
  }

  @Test
  void aReceiverThatTakesNoBatchesIsNamed() throws Exception {
    List<DeliveryResult> results = sendBatch(ids -> Answer.of(415));
    assertThat(receiver.requests()).hasSize(2);
    assertThat(((Failed) results.get(0)).message()).contains("set contentMode to STRUCTURED");
  }

  @Test
  void requestsKeepWithinTheirBytes() throws Exception {
    transport.close();
    transport =
        HttpBatchEmitter.builder(receiver.url())
            .plaintext()
            .config(
                HttpConfig.builder()
                    .contentMode(ContentMode.BATCH)
                    .batching(batching -> batching.workers(1).batchBytes(1 << 10))
                    .build())
            .build();
    transport.start();
    for (CompletableFuture<DeliveryResult> one : Deliveries.offerAll(transport, EVENTS)) {
      assertThat(Deliveries.await(one).isDelivered()).isTrue();
    }
    assertThat(receiver.requests())
        .allSatisfy(request -> assertThat(request.body()).hasSizeLessThanOrEqualTo(1 << 10));
  }
}
