package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.spi.EnqueueResult;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BatchClientTest extends BatchClientFixture {

  /** Who is there cannot fail to come when an answer does, as where there are no threads. */
  @Test
  void callbackThreadsAreThereBeforeAnAnswerIs() {
    started(config -> config.clientName("early").callbackThreads(2));
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .contains("early-callbacks-1", "early-callbacks-2");
  }

  @Test
  void eventsArriveUnalteredButForTheSeqnum() throws Exception {
    BatchClient client = started();
    Random random = new Random(7);
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      events.add(Events.random(random).toBuilder().setId("id-" + i).build());
    }
    results.queue(client, events);

    assertThat(results.await(300).all()).hasSize(300).allMatch(DeliveryResult::isDelivered);
    Map<String, CloudEvent> arrived = new HashMap<>();
    server.events().forEach(event -> arrived.put(event.getId(), event));
    for (CloudEvent event : events) {
      CloudEvent got = Objects.requireNonNull(arrived.get(event.getId()), event.getId());
      assertThat(got)
          .isEqualTo(
              event.toBuilder()
                  .putAttributes("seqnum", got.getAttributesOrThrow("seqnum"))
                  .build());
    }
    client.close();
    BatchClientStats stats = client.stats();
    assertThat(stats.delivered()).isEqualTo(300);
    assertThat(stats.sends()).isEqualTo(server.batches().size());
    assertThat(stats.queued() + stats.inFlight()).isZero();
    assertThat(stats.rejected() + stats.failed() + stats.splits() + stats.mismatches()).isZero();
  }

  @Test
  void numbersEachStreamFromOneInTheOrderOfTheQueue() throws Exception {
    BatchClient client =
        started(config -> config.batching(batching -> batching.batchSize(7).workers(1)));
    List<CloudEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(Events.event("id-" + i, "source-" + i % 3, "type-" + i % 2, 10));
    }
    results.queue(client, events);
    results.await(200);

    Map<String, Long> last = new HashMap<>();
    assertThat(server.events()).extracting(CloudEvent::getId).isEqualTo(ids(events));
    for (CloudEvent event : server.events()) {
      long number = Long.parseLong(event.getAttributesOrThrow("seqnum").getCeString());
      assertThat(number).isEqualTo(last.merge(event.getSource() + event.getType(), 1L, Long::sum));
    }
    assertThat(last).hasSize(6);

    results.queue(client, List.of(Events.event("again", "source-0", "type-0", 10)));
    results.await(201);
    assertThat(server.events().get(200).getAttributesOrThrow("seqnum").getCeString())
        .isEqualTo(Long.toString(last.getOrDefault("source-0type-0", 0L) + 1));
  }

  @Test
  void eventsGatherIntoFullBatchesWhileAllSendsAreBusy() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        (batch, out) -> {
          arrived.countDown();
          await(release);
          ScriptedServer.reply(out, ScriptedServer.accept(batch));
        });
    BatchClient client =
        started(config -> config.batching(batching -> batching.workers(1).batchSize(50)));
    results.queue(client, List.of(Events.event("first", 1)));
    arrived.await();
    results.queue(client, Events.some(201, 10));
    release.countDown();
    results.await(202);
    // one that was alone, one that the worker held already, then full ones
    assertThat(server.batches()).hasSizeBetween(6, 7);
    assertThat(server.batches().get(3).getEventsCount()).isEqualTo(50);
  }

  @Test
  void theTransactionOptionIsAlwaysWritten() throws Exception {
    for (boolean transactional : new boolean[] {true, false}) {
      BatchClient client = started(config -> config.transactionEnabled(transactional));
      results.queue(client, List.of(Events.event("t-" + transactional, 1)));
      results.await(transactional ? 1 : 2);
      CloudEventBatch batch = server.batches().get(transactional ? 0 : 1);
      assertThat(batch.getOptions().hasTransactionEnabled()).isTrue();
      assertThat(batch.getOptions().getTransactionEnabled()).isEqualTo(transactional);
    }
  }

  @Test
  void everyEventGetsItsOwnResult() throws Exception {
    server.answering(
        (batch, out) -> {
          PublishResponse.Builder answer = PublishResponse.newBuilder();
          for (CloudEvent event : batch.getEventsList()) {
            PublishResult.Builder result = PublishResult.newBuilder().setEventId(event.getId());
            if (event.getId().startsWith("bad")) {
              result.setError(
                  PublishError.newBuilder()
                      .setErrorCode(PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING)
                      .setReason("no schema"));
            } else if (event.getId().startsWith("strange")) {
              result.setEventId("another");
            }
            answer.addResults(result);
          }
          ScriptedServer.reply(out, answer.build());
        });
    BatchClient client = started();
    results.queue(
        client,
        List.of(Events.event("good", 1), Events.event("bad", 1), Events.event("strange", 1)));
    results.await(3);
    assertThat(results.of("good").isDelivered()).isTrue();
    assertThat(results.of("bad"))
        .isEqualTo(
            DeliveryResult.rejected("PUBLISH_ERROR_CODE_SCHEMA_MISSING", "no schema", false));
    assertThat(kind(results.of("strange"))).isEqualTo(FailureKind.MISMATCH);
    assertThat(client.stats().mismatches()).isEqualTo(1);
    assertThat(client.stats().rejected()).isEqualTo(1);
    assertThat(client.stats().failed()).isEqualTo(1);
  }

  @Test
  void anOkWithoutResultsIsDeliveryUnlessStrict() throws Exception {
    server.answering(
        (batch, out) -> ScriptedServer.reply(out, PublishResponse.getDefaultInstance()));
    results.queue(started(), List.of(Events.event("lenient", 1)));
    results.queue(
        started(config -> config.strictResults(true)), List.of(Events.event("strict", 1)));
    results.await(2);
    assertThat(results.of("lenient").isDelivered()).isTrue();
    assertThat(kind(results.of("strict"))).isEqualTo(FailureKind.MISMATCH);
  }

  @Test
  void aStatusTellsTroubleOfTheTransportFromTroubleOfTheCall() throws Exception {
    BatchClient client = started();
    int count = 0;
    for (Status status :
        List.of(Status.UNAUTHENTICATED, Status.RESOURCE_EXHAUSTED, Status.INTERNAL)) {
      server.failingWith(status.withDescription("because"));
      String id = status.getCode().name();
      results.queue(client, List.of(Events.event(id, 1)));
      results.await(++count);
      assertThat(kind(results.of(id)))
          .isEqualTo(
              status.getCode() == Status.Code.INTERNAL ? FailureKind.CALL : FailureKind.TRANSPORT);
      assertThat(message(results.of(id))).contains(id, "because", server.endpoint());
    }
    assertThat(client.stats().splits()).isZero();
  }

  @Test
  void aCallThatIsNotAnsweredEndsAtItsDeadline() throws Exception {
    server.answering((batch, out) -> {});
    BatchClient client = started(config -> config.publishTimeout(Duration.ofMillis(200)));
    results.queue(client, List.of(Events.event("e", 1)));
    results.await(1);
    assertThat(kind(results.of("e"))).isEqualTo(FailureKind.TRANSPORT);
    assertThat(message(results.of("e"))).contains("DEADLINE_EXCEEDED");
  }

  @Test
  void aServerThatComesBackOnItsPortIsFoundAgain() throws Exception {
    BatchClient client = started();
    results.queue(client, List.of(Events.event("before", 1)));
    results.await(1);
    int port = server.port();
    server.close();

    int attempt = 0;
    results.queue(client, List.of(Events.event("down", 1)));
    results.await(2);
    assertThat(kind(results.of("down"))).isEqualTo(FailureKind.TRANSPORT);
    assertThat(message(results.of("down"))).containsPattern("is (the server|it) up");

    server = restart(port);
    String id;
    do {
      id = "up-" + attempt++;
      results.queue(client, List.of(Events.event(id, 1)));
      results.await(2 + attempt);
    } while (!results.of(id).isDelivered());
    assertThat(server.events()).extracting(CloudEvent::getId).contains(id);
  }

  private static ScriptedServer restart(int port) throws IOException {
    return ScriptedServer.start(port, 16 << 20);
  }

  /** As in the reference: its consumers can see that something is missing here. */
  @Test
  void anEventForWhichThereIsNoRoomLeavesAGapInTheNumbers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        (batch, out) -> {
          await(release);
          ScriptedServer.reply(out, ScriptedServer.accept(batch));
        });
    BatchClient client =
        started(
            config -> config.batching(batching -> batching.queueSize(20).workers(1).batchSize(5)));
    int accepted = 0;
    for (int i = 1; i <= 100; i++) {
      EnqueueResult result = results.offer(client, Events.event("e-" + i, 1));
      accepted += result == EnqueueResult.ACCEPTED ? 1 : 0;
    }
    release.countDown();
    results.await(accepted);
    results.queue(client, List.of(Events.event("e-101", 1)));
    results.await(accepted + 1);

    assertThat(accepted).isLessThan(100);
    assertThat(server.events())
        .allSatisfy(
            event ->
                assertThat("e-" + event.getAttributesOrThrow("seqnum").getCeString())
                    .isEqualTo(event.getId()));
  }

  @Test
  void aFullBufferRefusesAtOnceAndOwesNoCallback() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        (batch, out) -> {
          await(release);
          ScriptedServer.reply(out, ScriptedServer.accept(batch));
        });
    BatchClient client =
        started(
            config -> config.batching(batching -> batching.queueSize(20).workers(1).batchSize(5)));
    int accepted = 0;
    for (int i = 0; i < 100; i++) {
      EnqueueResult result = results.offer(client, Events.event("e-" + i, 1));
      assertThat(result).isNotEqualTo(EnqueueResult.CLOSED);
      accepted += result == EnqueueResult.ACCEPTED ? 1 : 0;
    }
    // the buffer, one batch on the wire, one in the worker's hands
    assertThat(accepted).isBetween(20, 30);
    release.countDown();
    results.await(accepted);
    client.close();
    assertThat(results.count()).isEqualTo(accepted);
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void ofABacklogItTakesHalfOfTheBufferAtMost() {
    BatchClient client = client(config -> config.batching(batching -> batching.queueSize(20)));
    assertThat(client.backlogRoom()).isEqualTo(10);
    server.answering((batch, out) -> {});
    BatchClient busy =
        started(config -> config.batching(batching -> batching.queueSize(20).workers(1)));
    keepSenderBusy(busy);
    for (int i = 0; i < 20; i++) {
      fill(busy, 1);
    }
    assertThat(busy.backlogRoom()).isZero();
    busy.close(Duration.ZERO);
  }

  @Test
  void ofABacklogItTakesNothingWhileHalfOfTheBytesWait() {
    server.answering((batch, out) -> {});
    BatchClient client =
        started(
            config ->
                config
                    .batching(batching -> batching.queueSize(100))
                    .maxRequestBytes(1 << 20)
                    .batching(batching -> batching.queueBytes(1 << 20).workers(1).batchSize(1)));
    keepSenderBusy(client);
    fill(client, 200_000);
    fill(client, 200_000);
    assertThat(client.backlogRoom()).as("400 KB").isEqualTo(48);
    fill(client, 200_000);
    assertThat(client.backlogRoom()).as("600 KB").isZero();
    client.close(Duration.ZERO);
  }

  /** With one event on the wire and one in the worker's hands: from then on, what comes waits. */
  private static void keepSenderBusy(BatchClient client) {
    for (int i = 0; i < 2; i++) {
      fill(client, 1);
      while (client.stats().queued() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static void fill(BatchClient client, int dataBytes) {
    CloudEvent event = Events.event("fill", dataBytes);
    client.queueMessage(Events.header(event), Events.payload(event), result -> {});
  }

  @Test
  void theBufferIsBoundedInBytesToo() {
    server.answering((batch, out) -> {});
    BatchClient client =
        started(
            config ->
                config
                    .maxRequestBytes(1 << 20)
                    .batching(batching -> batching.queueBytes(1 << 20).workers(1).batchSize(1)));
    int accepted = 0;
    while (results.offer(client, Events.event("e-" + accepted, 300_000))
        == EnqueueResult.ACCEPTED) {
      accepted++;
    }
    assertThat(accepted).isBetween(3, 5);
    client.close(Duration.ZERO);
  }

  @Test
  void takesNothingBeforeStartOrAfterClose() {
    BatchClient client = client(config -> config);
    assertThat(results.offer(client, Events.event("early", 1))).isEqualTo(EnqueueResult.CLOSED);
    client.start();
    client.start();
    client.close();
    assertThat(results.offer(client, Events.event("late", 1))).isEqualTo(EnqueueResult.CLOSED);
    assertThat(results.count()).isZero();
  }

  @Test
  void aCallbackThatThrowsHarmsNoNeighbour() throws Exception {
    BatchClient client = started();
    CloudEvent thrower = Events.event("thrower", 1);
    for (int i = 0; i < 20; i++) {
      client.queueMessage(
          Events.header(thrower),
          Events.payload(thrower),
          result -> {
            throw new AssertionError("from a callback");
          });
      results.queue(client, List.of(Events.event("e-" + i, 1)));
    }
    assertThat(results.await(20).all()).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void callbacksRunOnThreadsOfTheClient() throws Exception {
    BatchClient client = started(config -> config.clientName("mine").callbackThreads(2));
    Set<String> threads = ConcurrentHashMap.newKeySet();
    for (CloudEvent event : List.of(Events.event("fine", 1), Events.event("oversized", 2 << 20))) {
      client.queueMessage(
          Events.header(event),
          Events.payload(event),
          result -> {
            threads.add(Thread.currentThread().getName());
            results.callback(event.getId()).onResult(result);
          });
    }
    results.await(2);
    assertThat(threads).allMatch(name -> name.startsWith("mine-callbacks-"));
  }

  private static List<String> ids(List<CloudEvent> events) {
    return events.stream().map(CloudEvent::getId).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
