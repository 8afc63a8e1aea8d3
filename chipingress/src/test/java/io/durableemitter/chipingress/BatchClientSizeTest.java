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
  void requestsKeepToTheLimitAndAnOversizedEventFailsAlone() throws Exception {
    BatchClient client = client(config -> config.maxConcurrentSends(2));
    client.start();
    List<CloudEvent> events = Events.some(60, 100_000);
    events.add(30, Events.event("oversized", 1 << 20));
    int limit = (1 << 20) - (10 << 10);
    int rest = limit - 6 - SeqNumEntry.MAX_BYTES;
    events.add(largest(rest));
    results.queue(client, events);
    results.await(62);

    assertThat(kind(results.of("oversized"))).isEqualTo(FailureKind.TOO_LARGE);
    assertThat(message(results.of("oversized"))).contains("maxRequestBytes 1048576");
    assertThat(results.all().stream().filter(DeliveryResult::isDelivered)).hasSize(61);
    assertThat(server.batches()).hasSizeGreaterThan(6);
    assertThat(server.batches())
        .allMatch(batch -> batch.getSerializedSize() <= limit + 4, "within the limit");
  }

  /** An event that fits exactly. */
  private static CloudEvent largest(int bytes) {
    CloudEvent guess = Events.event("largest", bytes - 100);
    return Events.event("largest", bytes - 100 + bytes - guess.getSerializedSize());
  }

  @Test
  void aRequestTooLargeForTheServerIsHalvedAndTheSizeRemembered() throws Exception {
    server.close();
    server = ScriptedServer.start(0, 100_000);
    BatchClient client =
        started(config -> together(300).apply(config.maxConcurrentSends(1).bufferSize(300)));
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
