package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult.FailureKind;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls are spread over several servers, by what each of them bears. */
class SpreadTest extends BatchClientFixture {

  private final List<ScriptedServer> servers = new ArrayList<>();
  private final ScheduledExecutorService delays = Executors.newSingleThreadScheduledExecutor();
  private int queued;

  @BeforeEach
  void startThree() throws IOException {
    for (int i = 0; i < 3; i++) {
      servers.add(ScriptedServer.start());
    }
  }

  @AfterEach
  void closeThree() {
    servers.forEach(ScriptedServer::close);
    delays.shutdownNow();
  }

  @Test
  void allOfAListGetTheirShare() throws Exception {
    BatchClient client = startedOver(SpreadTest::singly);
    awaitConnections(client);
    send(client, 600);
    assertThat(results.all()).allMatch(result -> result.isDelivered());
    for (ScriptedServer each : servers) {
      assertThat(each.batches()).hasSizeBetween(100, 400);
    }
  }

  @Test
  void aSlowOneGetsLess() throws Exception {
    answeringAfter(servers.get(0), 100);
    answeringAfter(servers.get(1), 2);
    answeringAfter(servers.get(2), 2);
    BatchClient client = startedOver(SpreadTest::singly);
    awaitConnections(client);
    send(client, 500);
    assertThat(servers.get(0).batches().size()).isLessThan(100);
    assertThat(servers.get(1).batches().size()).isGreaterThan(100);
    assertThat(servers.get(2).batches().size()).isGreaterThan(100);
    assertThat(client.stats().concurrencyLimit()).isEqualTo(4);
  }

  @Test
  void oneThatNeverAnswersTakesNoCapacityFromTheOthers() throws Exception {
    servers.get(0).answering((batch, out) -> {});
    BatchClient client =
        startedOver(config -> singly(config).publishTimeout(Duration.ofSeconds(1)));
    awaitConnections(client);
    send(client, 3_000);
    // at most two of four calls at a time wait for it, and then it rests
    assertThat(servers.get(0).batches().size()).isLessThan(20);
    assertThat(results.all().stream().filter(result -> !result.isDelivered()))
        .hasSizeLessThan(20)
        .allMatch(result -> kind(result) == FailureKind.TRANSPORT)
        .allMatch(result -> message(result).contains("127.0.0.1:" + servers.get(0).port()));
    assertThat(client.stats().concurrencyLimit()).isEqualTo(4);
  }

  @Test
  void oneThatRefusesForOverloadIsLeftAloneAndComesBack() throws Exception {
    servers.get(0).failingWith(Status.RESOURCE_EXHAUSTED.withDescription("too many calls"));
    BatchClient client = startedOver(SpreadTest::singly);
    awaitConnections(client);
    send(client, 500);
    assertThat(servers.get(0).batches().size()).isLessThan(20);
    assertThat(client.stats().concurrencyLimit()).isEqualTo(4);
    servers
        .get(0)
        .answering((batch, out) -> ScriptedServer.reply(out, ScriptedServer.accept(batch)));
    while (servers.get(0).batches().size() < 100) {
      send(client, 20);
    }
  }

  @Test
  void aDeadOneIsLeftAndUsedAgainWhenItIsBack() throws Exception {
    BatchClient client = startedOver(SpreadTest::singly);
    awaitConnections(client);
    int port = servers.get(0).port();
    servers.get(0).close();
    send(client, 300);
    long failed = results.all().stream().filter(result -> !result.isDelivered()).count();
    // what was under way there when it ended
    assertThat(failed).isLessThanOrEqualTo(4);
    servers.set(0, ScriptedServer.start(port, 16 << 20));
    while (servers.get(0).batches().size() < 50) {
      send(client, 20);
    }
    assertThat(results.all().stream().filter(result -> !result.isDelivered()))
        .hasSize((int) failed);
  }

  @Test
  void whereNoneCanBeReachedTheTextNamesThemAll() throws Exception {
    BatchClient client = startedOver(SpreadTest::singly);
    List<Integer> ports = servers.stream().map(ScriptedServer::port).toList();
    servers.forEach(ScriptedServer::close);
    send(client, 1);
    String text = message(results.all().get(0));
    assertThat(text).contains("UNAVAILABLE", "is the server up");
    for (int port : ports) {
      assertThat(text).contains("localhost:" + port, "127.0.0.1:" + port);
    }
  }

  @Test
  void whatWaitsForAConnectionNamesTheAddressesAtItsDeadline() throws Exception {
    // accepts connections and says nothing, ever
    try (java.net.ServerSocket one = new java.net.ServerSocket(0, 50, loopback());
        java.net.ServerSocket other = new java.net.ServerSocket(0, 50, loopback())) {
      ChipIngressClient connection =
          ChipIngressClient.builder(
                  "127.0.0.1:" + one.getLocalPort() + ", dns:///localhost:" + other.getLocalPort())
              .plaintext()
              .build();
      BatchClient client =
          client(connection, config -> config.publishTimeout(Duration.ofMillis(500)));
      client.start();
      send(client, 1);
      assertThat(message(results.all().get(0)))
          .contains("DEADLINE_EXCEEDED")
          .contains("(127.0.0.1:" + one.getLocalPort() + ", 127.0.0.1:" + other.getLocalPort());
    }
  }

  private static BatchClientConfig.Builder singly(BatchClientConfig.Builder config) {
    return config.batching(batching -> batching.batchSize(1));
  }

  private static java.net.InetAddress loopback() {
    return java.net.InetAddress.getLoopbackAddress();
  }

  private BatchClient startedOver(UnaryOperator<BatchClientConfig.Builder> change) {
    String list = String.join(",", servers.stream().map(ScriptedServer::endpoint).toList());
    BatchClient client = client(ChipIngressClient.builder(list).plaintext().build(), change);
    client.start();
    return client;
  }

  private void awaitConnections(BatchClient client) throws InterruptedException {
    for (ScriptedServer each : servers) {
      while (each.connections().isEmpty()) {
        send(client, 1);
      }
    }
  }

  private void send(BatchClient client, int events) throws InterruptedException {
    for (int i = 0; i < events; i++) {
      results.queue(client, List.of(Events.event("e-" + queued++, 1)));
    }
    results.await(queued);
  }

  private void answeringAfter(ScriptedServer server, long millis) {
    server.answering(
        (batch, out) -> {
          var unused =
              delays.schedule(
                  () -> ScriptedServer.reply(out, ScriptedServer.accept(batch)),
                  millis,
                  TimeUnit.MILLISECONDS);
        });
  }
}
