package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Events that make the server fail the whole call in which they come. */
class PoisonTest extends BatchClientFixture {

  private static final int EVENTS = 500;

  @Test
  void onePoisonEventFailsAloneWhereverItIs() throws Exception {
    for (int at : new int[] {0, 1, 249, 250, 333, 498, 499}) {
      assertThat(callsWithPoison(Set.of(at))).as("poison at %s", at).isLessThanOrEqualTo(19);
    }
  }

  @Test
  void twoPoisonEventsFailAloneWhereverTheyAre() throws Exception {
    for (Set<Integer> at : List.of(Set.of(0, 1), Set.of(0, 499), Set.of(250, 251))) {
      assertThat(callsWithPoison(at)).as("poison at %s", at).isLessThanOrEqualTo(37);
    }
  }

  @Test
  void fourPoisonEventsAnywhereFailAlone() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      Set<Integer> at = new TreeSet<>();
      Random random = new Random(seed);
      while (at.size() < 4) {
        at.add(random.nextInt(EVENTS));
      }
      assertThat(callsWithPoison(at)).as("poison at %s", at).isLessThanOrEqualTo(70);
    }
  }

  /** Sends one batch, checks that all is delivered but the poison, and counts calls. */
  private int callsWithPoison(Set<Integer> at) throws Exception {
    closeAll();
    startServer();
    poisonous();
    Results told = new Results();
    BatchClient client = oneBatchAtATime(config -> config);
    told.queue(client, batch(at));
    told.await(EVENTS);

    for (int i = 0; i < EVENTS; i++) {
      DeliveryResult result = told.of(id(i, at));
      if (at.contains(i)) {
        assertThat(kind(result)).isEqualTo(FailureKind.CALL);
        assertThat(message(result)).contains("INTERNAL", "indigestible");
      } else {
        assertThat(result.isDelivered()).as("event %s of %s", i, at).isTrue();
      }
    }
    assertThat(client.stats().bisections()).isPositive();
    assertThat(client.stats().splits()).isZero();
    assertEachEventKeptItsNumber();
    return server.batches().size();
  }

  private void assertEachEventKeptItsNumber() {
    Set<String> numbers = new HashSet<>();
    server
        .events()
        .forEach(
            event ->
                numbers.add(event.getId() + event.getAttributesOrThrow("seqnum").getCeString()));
    assertThat(numbers).hasSize(EVENTS);
  }

  @Test
  void aServerThatFailsEverythingIsAskedAHandfulOfTimes() throws Exception {
    server.failingWith(Status.INTERNAL.withDescription("out of order"));
    BatchClient client = oneBatchAtATime(config -> config);
    results.queue(client, batch(Set.of()));
    results.await(EVENTS);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.CALL);
    assertThat(server.batches()).hasSize(Bisection.MOST_FAILURES);
  }

  @Test
  void aServerThatFailsNowAndThenIsAskedABoundedNumberOfTimes() throws Exception {
    Random random = new Random(11);
    server.answering(
        (batch, out) -> {
          if (batch.getEventsCount() > 1 && random.nextInt(3) > 0) {
            out.onError(Status.UNKNOWN.asRuntimeException());
          } else {
            ScriptedServer.reply(out, ScriptedServer.accept(batch));
          }
        });
    BatchClient client = oneBatchAtATime(config -> config);
    results.queue(client, batch(Set.of()));
    results.await(EVENTS);
    assertThat(server.batches()).hasSizeLessThanOrEqualTo(Bisection.MOST_CALLS + 1);
    assertThat(results.all()).hasSize(EVENTS);
  }

  @Test
  void troubleOfTheTransportEndsTheSearch() throws Exception {
    server.answering(
        (batch, out) ->
            out.onError(
                (batch.getEventsCount() == EVENTS ? Status.INTERNAL : Status.UNAVAILABLE)
                    .asRuntimeException()));
    BatchClient client = oneBatchAtATime(config -> config);
    results.queue(client, batch(Set.of()));
    results.await(EVENTS);
    assertThat(server.batches()).hasSize(3);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.TRANSPORT);
  }

  @Test
  void anAllOrNothingBatchIsNotHalved() throws Exception {
    poisonous();
    BatchClient client = oneBatchAtATime(config -> config.transactionEnabled(true));
    results.queue(client, batch(Set.of(7)));
    results.await(EVENTS);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.CALL);
    assertThat(server.batches()).hasSize(1);
    assertThat(client.stats().bisections()).isZero();
  }

  @Test
  void closingEndsTheSearch() throws Exception {
    server.answering(
        (batch, out) -> {
          if (batch.getEventsCount() == EVENTS) {
            out.onError(Status.INTERNAL.asRuntimeException());
          }
        });
    BatchClient client = oneBatchAtATime(config -> config.publishTimeout(Duration.ofHours(1)));
    results.queue(client, batch(Set.of()));
    while (server.batches().size() < 2) {
      Thread.onSpinWait();
    }
    client.close(Duration.ofMillis(50));
    assertThat(results.all())
        .hasSize(EVENTS)
        .allMatch(result -> kind(result) == FailureKind.CLOSED);
  }

  private void poisonous() {
    server.answering(
        (batch, out) -> {
          if (batch.getEventsList().stream().anyMatch(e -> e.getId().startsWith("poison"))) {
            out.onError(Status.INTERNAL.withDescription("indigestible").asRuntimeException());
          } else {
            ScriptedServer.reply(out, ScriptedServer.accept(batch));
          }
        });
  }

  /** Lingers until all that a test queues makes one batch. */
  private BatchClient oneBatchAtATime(UnaryOperator<BatchClientConfig.Builder> change) {
    return started(
        config ->
            change.apply(
                config
                    .batching(
                        batching ->
                            batching.batchSize(EVENTS).flushInterval(Duration.ofSeconds(30)))
                    // also the time the search may take
                    .publishTimeout(Duration.ofSeconds(50))));
  }

  private static List<CloudEvent> batch(Set<Integer> poison) {
    return IntStream.range(0, EVENTS).mapToObj(i -> Events.event(id(i, poison), 10)).toList();
  }

  private static String id(int i, Set<Integer> poison) {
    return (poison.contains(i) ? "poison-" : "id-") + i;
  }
}
