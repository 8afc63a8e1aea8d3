package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchClientSizeTest extends BatchClientFixture {

  @Test
  void requestsOfSeveralEventsKeepToTheirLimitAndALoneEventMayBeLarger() throws Exception {
    BatchClient client = client(config -> config.batching(batching -> batching.workers(2)));
    client.start();
    List<CloudEvent> events = Events.some(60, 100_000);
    events.add(30, Events.event("large", 9 << 20));
    results.queue(client, events);
    results.await(61);

    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
    assertThat(server.batches()).hasSizeGreaterThan(6);
    assertThat(server.batches())
        .allMatch(
            batch ->
                batch.getEventsCount() == 1
                    || batch.getSerializedSize() <= (1 << 20) - (10 << 10) + 4);
  }

  /** The server would take more: the client is set so, and another may be set otherwise. */
  @Test
  void anEventBeyondTheLargestRequestFailsAloneAndIsNotDead() throws Exception {
    BatchClient client = client(config -> config.maxRequestBytes(1 << 20));
    client.start();
    CloudEvent largest = ofRequestSize(1 << 20);
    results.queue(client, Events.some(3, 100));
    results.queue(client, List.of(largest.toBuilder().setId("largesT").build()));
    results.queue(client, List.of(ofRequestSize((1 << 20) + 1)));
    results.await(5);

    assertThat(results.of("largesT").isDelivered()).isTrue();
    assertThat(server.batches()).anyMatch(batch -> batch.getSerializedSize() == 1 << 20);
    assertThat(kind(results.of("largest"))).isEqualTo(FailureKind.OVER_LIMIT);
    assertThat(message(results.of("largest")))
        .contains("a request of 1048577 bytes, but maxRequestBytes is 1048576");
    assertThat(results.all().stream().filter(DeliveryResult::isDelivered)).hasSize(4);
  }

  /** An event that makes a request of so many bytes, with a seqnum of one digit. */
  private static CloudEvent ofRequestSize(int bytes) {
    CloudEvent guess = Events.event("largest", bytes - 1_000);
    long size = EncodedBatch.sizeAlone(Events.message(guess));
    return Events.event("largest", (int) (bytes - 1_000 + bytes - size));
  }

  @Test
  void aRequestTooLargeForTheServerIsHalvedAndTheSizeRemembered() throws Exception {
    server.close();
    server = ScriptedServer.start(0, 100_000);
    BatchClient client =
        started(
            config ->
                together(300)
                    .apply(config.batching(batching -> batching.workers(1).queueSize(300))));
    results.queue(client, Events.some(300, 2_000));
    results.await(300);

    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
    assertThat(client.stats().splits()).isPositive();
    assertThat(client.stats().failed()).isZero();
    assertThat(server.events()).hasSize(300);
    Set<String> numbers = new HashSet<>();
    server
        .events()
        .forEach(event -> numbers.add(event.getAttributesOrThrow("seqnum").getCeString()));
    assertThat(numbers).hasSize(300).contains("1", "300");

    long before = client.stats().splits();
    List<CloudEvent> second = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      second.add(Events.event("second-" + i, 2_000));
    }
    results.queue(client, second);
    results.await(600);
    assertThat(client.stats().splits()).isEqualTo(before);
  }

  @Test
  void oneEventTooLargeForTheServerFailsAloneAmongMany() throws Exception {
    server.close();
    server = ScriptedServer.start(0, 100_000);
    BatchClient client = started(together(21));
    List<CloudEvent> events = Events.some(20, 1_000);
    events.add(9, Events.event("huge", 200_000));
    results.queue(client, events);
    results.await(21);
    assertThat(kind(results.of("huge"))).isEqualTo(FailureKind.TOO_LARGE);
    assertThat(results.all().stream().filter(DeliveryResult::isDelivered)).hasSize(20);
  }

  @Test
  void anOverloadedServerIsNotAskedAgainInHalves() throws Exception {
    server.failingWith(Status.RESOURCE_EXHAUSTED.withDescription("too many calls"));
    BatchClient client = started(together(50));
    results.queue(client, Events.some(50, 10));
    results.await(50);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.TRANSPORT);
    assertThat(client.stats().splits()).isZero();
    assertThat(server.events()).hasSize(50);
  }
}
