package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that break in the middle, in every way a network can break them. */
class NetworkFaultsTest extends BatchClientFixture {

  private BadNetwork network;

  @BeforeEach
  void startNetwork() throws IOException {
    network = new BadNetwork(server.port());
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @Test
  void onAConnectionThatSwallowsEverythingCallsEndAtTheirDeadlineAndKeepaliveEndsIt()
      throws Exception {
    BatchClient client = through(config -> config.publishTimeout(Duration.ofSeconds(5)));
    assertThat(send(client, Events.some(10, 100))).allMatch(DeliveryResult::isDelivered);
    network.blackhole();

    List<DeliveryResult> swallowed = send(client, Events.some(10, 100));
    assertThat(swallowed).allMatch(result -> kind(result) == FailureKind.TRANSPORT);
    assertThat(message(swallowed.get(0))).contains("DEADLINE_EXCEEDED");
    assertThat(server.events()).hasSize(10);

    // nobody sends: the keepalive alone has to find out
    network.links().get(0).awaitClientGone();
    sendUntilDelivered(client, Events.some(10, 100));
    assertThat(network.links()).hasSizeGreaterThan(1);
  }

  @Test
  void aResetAnywhereFailsAllThatIsNotAnsweredAndNothingElse() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<CloudEvent> events = events(seed);
      boolean up = random.nextBoolean();
      network.cut(
          up ? random.nextInt(30_000) : Long.MAX_VALUE,
          up ? Long.MAX_VALUE : random.nextInt(2_000));
      BatchClient client =
          through(
              config -> config.batching(batching -> batching.flushInterval(Duration.ofMillis(20))));
      assertDeliveredHaveArrived(seed, events, send(client, events));

      network.heal();
      sendUntilDelivered(client, events);
      client.close();
      assertThat(arrived().keySet()).as("seed %s", seed).containsAll(ids(events));
    }
  }

  @Test
  void aResetAfterTheServerHasTakenTheBatchMakesItsDuplicatesAndNoMore() throws Exception {
    List<CloudEvent> events = events(0);
    BatchClient client = through(together(events.size()));
    server.answering(
        (batch, out) -> {
          network.links().forEach(BadNetwork.Link::reset);
          ScriptedServer.reply(out, ScriptedServer.accept(batch));
        });
    assertThat(send(client, events)).allMatch(result -> kind(result) == FailureKind.TRANSPORT);
    server.answering((batch, out) -> ScriptedServer.reply(out, ScriptedServer.accept(batch)));
    sendUntilDelivered(client, events);
    assertThat(arrived().keySet()).containsExactlyInAnyOrderElementsOf(ids(events));
    assertThat(arrived().values()).allMatch(times -> times == 2);
  }

  @Test
  void slicedBytesArriveWhole() throws Exception {
    network.slice(3);
    BatchClient client = through(config -> config.publishTimeout(Duration.ofSeconds(30)));
    assertThat(send(client, Events.some(30, 300))).allMatch(DeliveryResult::isDelivered);
    assertThat(server.events()).hasSize(30);
  }

  @Test
  void aClientIsNotTiedToABackendThatIsGone() throws Exception {
    BatchClient client = through(config -> config);
    assertThat(send(client, Events.some(10, 100))).allMatch(DeliveryResult::isDelivered);

    int nobody = unusedPort();
    network.leadTo(nobody);
    server.close();
    assertThat(send(client, Events.some(10, 100))).noneMatch(DeliveryResult::isDelivered);
    server = ScriptedServer.start();
    network.leadTo(server.port());
    sendUntilDelivered(client, Events.some(10, 100));
    assertThat(server.events()).isNotEmpty();
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void assertDeliveredHaveArrived(
      int seed, List<CloudEvent> events, List<DeliveryResult> told) {
    Set<String> arrived = new HashSet<>(arrived().keySet());
    for (int i = 0; i < events.size(); i++) {
      if (told.get(i).isDelivered()) {
        assertThat(arrived).as("seed %s", seed).contains(events.get(i).getId());
      } else {
        assertThat(kind(told.get(i))).as("seed %s", seed).isEqualTo(FailureKind.TRANSPORT);
      }
    }
  }

  private Map<String, Long> arrived() {
    return server.events().stream()
        .collect(Collectors.groupingBy(CloudEvent::getId, Collectors.counting()));
  }

  private static List<String> ids(List<CloudEvent> events) {
    return events.stream().map(CloudEvent::getId).toList();
  }

  private static List<CloudEvent> events(int round) {
    return Events.some(50, 400).stream()
        .map(event -> event.toBuilder().setId(round + "-" + event.getId()).build())
        .toList();
  }

  private BatchClient through(UnaryOperator<BatchClientConfig.Builder> change) {
    BatchClient client =
        client(
            ChipIngressClient.builder("localhost:" + network.port()).plaintext().build(), change);
    client.start();
    return client;
  }

  private static List<DeliveryResult> send(BatchClient client, List<CloudEvent> events)
      throws InterruptedException {
    Results told = new Results();
    told.queue(client, events);
    told.await(events.size());
    return events.stream().map(event -> told.of(event.getId())).toList();
  }

  /** As whoever owns the rows does; the test's own timeout is the bound. */
  private void sendUntilDelivered(BatchClient client, List<CloudEvent> events)
      throws InterruptedException {
    while (!send(client, events).stream().allMatch(DeliveryResult::isDelivered)) {
      Thread.onSpinWait();
    }
  }
}
