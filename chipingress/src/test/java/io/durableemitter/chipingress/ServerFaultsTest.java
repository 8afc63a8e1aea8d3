package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server that takes events and says otherwise, or says what it cannot mean, or goes away. */
class ServerFaultsTest extends BatchClientFixture {

  @Test
  void anErrorAfterTheServerHasTakenTheBatchMakesDuplicatesButNoLossAndNoFalseDelivery()
      throws Exception {
    for (Status status :
        List.of(Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED, Status.INTERNAL)) {
      String name = status.getCode().name();
      List<CloudEvent> events = List.of(Events.event(name + 1, 9), Events.event(name + 2, 9));
      server.failingWith(status);
      BatchClient client = started(together(2));
      assertThat(send(client, events)).noneMatch(DeliveryResult::isDelivered);
      long taken = arrived(name);
      // both at once, and each alone if one of them may be the reason
      assertThat(taken).isEqualTo(status.getCode() == Status.Code.INTERNAL ? 4 : 2);

      server.answering((batch, out) -> ScriptedServer.reply(out, ScriptedServer.accept(batch)));
      assertThat(send(client, events)).allMatch(DeliveryResult::isDelivered);
      assertThat(arrived(name)).isEqualTo(taken + 2);
    }
  }

  private long arrived(String prefix) {
    return server.events().stream().filter(event -> event.getId().startsWith(prefix)).count();
  }

  @Test
  void aServerThatEndsItsConnectionsByAgeFailsNoEvent() throws Exception {
    server.close();
    server =
        ScriptedServer.start(
            builder ->
                builder
                    .maxConnectionAge(1, TimeUnit.SECONDS)
                    .maxConnectionAgeGrace(30, TimeUnit.SECONDS));
    // some batches a second: the server keeps them all
    BatchClient client =
        started(
            config -> config.batching(batching -> batching.flushInterval(Duration.ofMillis(20))));
    int sent = 0;
    while (server.connections().size() < 4) {
      List<CloudEvent> events = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        events.add(Events.event("id-" + sent++, 100));
      }
      assertThat(send(client, events)).allMatch(DeliveryResult::isDelivered);
    }
    assertThat(server.events()).hasSize(sent);
  }

  @Test
  void aRequestIsHalvedJustWhenItIsLargerThanTheServerTakes() throws Exception {
    List<CloudEvent> pair = List.of(Events.event("a", 4_000), Events.event("b", 4_000));
    int size = sizeOnTheWire(pair);
    for (int limit = size - 1; limit <= size + 1; limit++) {
      restart(limit);
      BatchClient client = started(together(2));
      assertThat(send(client, pair)).allMatch(DeliveryResult::isDelivered);
      assertThat(client.stats().splits()).as("limit %s", limit).isEqualTo(limit < size ? 1 : 0);
      assertThat(client.stats().sends()).isEqualTo(limit < size ? 3 : 1);
    }
  }

  @Test
  void anEventIsTooLargeJustWhenItsRequestIsLargerThanTheServerTakes() throws Exception {
    List<CloudEvent> one = List.of(Events.event("a", 4_000));
    int size = sizeOnTheWire(one);
    for (int limit = size - 1; limit <= size + 1; limit++) {
      restart(limit);
      BatchClient client = started();
      DeliveryResult result = send(client, one).get(0);
      if (limit < size) {
        assertThat(kind(result)).isEqualTo(FailureKind.TOO_LARGE);
      } else {
        assertThat(result.isDelivered()).isTrue();
      }
      assertThat(client.stats().sends()).isEqualTo(1);
    }
  }

  @Test
  void anEventLargerThanTheWholeBufferFailsAloneAndNotForEver() throws Exception {
    BatchClient client = started();
    List<CloudEvent> events = List.of(Events.event("huge", 65 << 20), Events.event("small", 1));
    assertThat(kind(send(client, events.subList(0, 1)).get(0))).isEqualTo(FailureKind.OVER_LIMIT);
    assertThat(send(client, events.subList(1, 2)).get(0).isDelivered()).isTrue();
    assertThat(client.stats().sends()).isEqualTo(1);
  }

  /** Of a request with just these events, each with a seqnum of one digit. */
  private int sizeOnTheWire(List<CloudEvent> events) throws Exception {
    send(started(together(events.size())), events);
    return server.batches().get(0).getSerializedSize();
  }

  private void restart(int limit) throws Exception {
    server.close();
    server = ScriptedServer.start(0, limit);
  }

  @Test
  void whateverAServerAnswersOnlyAnEventsOwnGoodResultDelivers() throws Exception {
    Map<String, PublishResponse> answers = new ConcurrentHashMap<>();
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int round = seed;
      boolean strict = random.nextBoolean();
      server.answering(
          (batch, out) -> {
            PublishResponse answer = arbitrary(random, batch);
            batch.getEventsList().forEach(event -> answers.put(event.getId(), answer));
            ScriptedServer.reply(out, answer);
          });
      List<CloudEvent> events =
          Events.some(1 + random.nextInt(6), 10).stream()
              .map(event -> event.toBuilder().setId(round + "-" + event.getId()).build())
              .toList();
      BatchClient client = started(config -> config.strictResults(strict));
      List<DeliveryResult> told = send(client, events);
      client.close();
      for (int i = 0; i < events.size(); i++) {
        String id = events.get(i).getId();
        PublishResponse answer = answers.getOrDefault(id, PublishResponse.getDefaultInstance());
        if (told.get(i).isDelivered()) {
          assertThat(good(answer, id) || (!strict && answer.getResultsCount() == 0))
              .as("seed %s, event %s, answer %s", seed, id, answer)
              .isTrue();
        }
      }
    }
  }

  private static boolean good(PublishResponse answer, String id) {
    Map<Boolean, Long> own =
        answer.getResultsList().stream()
            .filter(result -> result.getEventId().equals(id))
            .collect(Collectors.groupingBy(PublishResult::hasError, Collectors.counting()));
    return own.containsKey(false) && !own.containsKey(true);
  }

  /** The right answer, then some of it left out, doubled, swapped, renamed, or made an error. */
  private static PublishResponse arbitrary(Random random, CloudEventBatch batch) {
    List<PublishResult> results = new ArrayList<>(ScriptedServer.accept(batch).getResultsList());
    List<Function<PublishResult, PublishResult>> changes =
        List.of(
            result -> result,
            result -> result.toBuilder().setEventId("stranger").build(),
            result ->
                result.toBuilder()
                    .setError(PublishError.newBuilder().setErrorCodeValue(random.nextInt(100)))
                    .build());
    results.replaceAll(result -> changes.get(random.nextInt(3)).apply(result));
    if (random.nextBoolean()) {
      results.remove(random.nextInt(results.size()));
    }
    if (!results.isEmpty() && random.nextBoolean()) {
      PublishResult again = results.get(random.nextInt(results.size()));
      results.add(random.nextInt(results.size()), changes.get(random.nextInt(3)).apply(again));
    }
    if (random.nextInt(3) == 0) {
      Collections.shuffle(results, random);
    }
    return PublishResponse.newBuilder()
        .addAllResults(random.nextInt(8) == 0 ? List.of() : results)
        .build();
  }

  private static List<DeliveryResult> send(BatchClient client, List<CloudEvent> events)
      throws InterruptedException {
    Results told = new Results();
    told.queue(client, events);
    told.await(events.size());
    return events.stream().map(event -> told.of(event.getId())).toList();
  }
}
